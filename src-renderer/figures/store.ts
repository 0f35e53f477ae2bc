import { create } from 'zustand';
import type {
  AreaClient,
  CountedCallRow,
  Endpoint,
  ExportedFile,
  FigurePeriod,
  FiguresPage,
  figuresArea,
  RecordFinding,
  SeatContract,
} from '#shared/contract/index.ts';
import type { FigureGroup, FigureSet } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';

/** Which number's calls are shown. */
export interface OpenSet {
  readonly set: FigureSet;
  readonly group: FigureGroup;
}

interface FiguresView {
  readonly period: FigurePeriod;
  readonly page: FiguresPage | undefined;
  readonly open: OpenSet | undefined;
  readonly calls: readonly CountedCallRow[];
  readonly verified:
    | 'under-way'
    | { readonly links: number; readonly findings: readonly RecordFinding[] }
    | undefined;
}

/** What the page shows; it outlives the page, which closes at every ring. */
export const useFigures = create<FiguresView>(() => ({
  period: 'shift',
  page: undefined,
  open: undefined,
  calls: [],
  verified: undefined,
}));

let client: AreaClient<typeof figuresArea> | undefined;
let shown = false;

/** Follows main over a new connection: what is recorded anew makes shown figures old. */
export function attachFigures(endpoint: Endpoint<SeatContract>): void {
  client = endpoint.client('figures');
  endpoint.on('figures', 'changed', () => {
    if (shown) void renew();
  });
  if (shown) void renew();
}

/** The page is on screen, or not any more. */
export function showFigures(on: boolean): void {
  shown = on;
  if (on) void renew();
}

async function renew(): Promise<void> {
  const { open, period } = useFigures.getState();
  try {
    const page = await client?.page({ period });
    const calls = open ? await client?.calls({ period, ...open }) : [];
    // Another period may have been chosen meanwhile.
    if (useFigures.getState().period === period && page) useFigures.setState({ page, calls: calls ?? [] });
  } catch (error) {
    showError(error);
  }
}

export function choosePeriod(period: FigurePeriod): void {
  useFigures.setState({ period, page: undefined, calls: [] });
  void renew();
}

/** Opens the calls that a number is computed from, or closes them. */
export function openSet(set: FigureSet, group: FigureGroup): void {
  const { open } = useFigures.getState();
  const isSame = open?.set === set && open.group === group;
  useFigures.setState({ open: isSame ? undefined : { set, group }, calls: [] });
  void renew();
}

export function exportTable(format: 'xlsx' | 'csv', language: 'zh-CN' | 'en'): void {
  const { period } = useFigures.getState();
  void save(() => client?.exportTable({ period, format, language }));
}

export function exportSummary(): void {
  void save(() => client?.exportSummary({ day: null }));
}

export async function verifyRecords(): Promise<void> {
  useFigures.setState({ verified: 'under-way' });
  try {
    const verified = await client?.verify(null);
    useFigures.setState({ verified });
  } catch (error) {
    useFigures.setState({ verified: undefined });
    showError(error);
  }
}

/** Hands a file to the person, as a download. */
async function save(make: () => Promise<ExportedFile> | undefined): Promise<void> {
  try {
    const file = await make();
    if (!file) return;
    const bytes = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    const link = document.createElement('a');
    link.href = address;
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(address);
  } catch (error) {
    showError(error);
  }
}
