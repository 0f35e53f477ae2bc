import {
  coreLength,
  type Divisions,
  endingStart,
  type Landmark,
  type PlaceLevel,
  spokenName,
} from './divisions.ts';

/** One place as the search holds it. */
export interface PlaceNode {
  readonly code: string;
  readonly level: PlaceLevel;
  /** Spoken name: 官庄村, not 官庄村委会. */
  readonly name: string;
  readonly characters: readonly string[];
  /** Usual readings of each character, the right one first; empty for what has none (digits, Latin letters). */
  readonly readings: readonly (readonly string[])[];
  /** How many characters tell it apart; the rest is «市», «街道», «村». */
  readonly core: number;
  /** Where its generic ending begins («街道», «镇», «社区»), to which a hurried query jumps; its length if none. */
  readonly ending: number;
  /** Characters that the name may be typed from as well as from its first: 高新区 for 枣庄高新区. */
  readonly free: readonly number[];
  /** For each character, the most units of a query that it and those behind it can account for. */
  readonly reach: readonly number[];
  /** Those above it, nearest first: village, township, district, city. */
  readonly above: readonly PlaceNode[];
  /** A unit without a code that is counted beside the districts and runs this place too, or null. */
  readonly virtualArea: PlaceNode | null;
  /** `above` and `virtualArea` in one list, which all places with the same ones share. */
  readonly chain: readonly PlaceNode[];
}

/** Syllables without tones of a name, parted by blanks. Injected, as a table of readings is large. */
export type Spell = (name: string) => string;

/** The nodes of a city's divisions, higher levels first, each level in the file's order. */
export function nodesOf(divisions: Divisions, spell: Spell): PlaceNode[] {
  const { readings } = divisions;
  const byCode = new Map<string, PlaceNode>();
  const virtualByMember = new Map<string, PlaceNode>();
  const chains = new Map<string, readonly PlaceNode[]>();
  const make = (level: PlaceLevel, row: readonly string[], parent: PlaceNode | undefined): PlaceNode => {
    const [code = '', official = '', pinyin = spell(official)] = row;
    const above = parent ? [parent, ...parent.above] : [];
    const virtualArea = virtualByMember.get(code) ?? parent?.virtualArea ?? null;
    const name = level === 'village' ? spokenName(official) : official;
    const key = `${parent?.code} ${virtualArea?.code}`;
    const chain = chains.get(key) ?? (virtualArea ? [...above, virtualArea] : above);
    chains.set(key, chain);
    const node = placeNode({ code, level, name, pinyin, above, virtualArea, chain, readings });
    byCode.set(code, node);
    return node;
  };
  const city = make('city', divisions.city, undefined);
  const virtual = divisions.virtualAreas.map(({ code, name, pinyin, members }) => {
    const node = make('area', pinyin === undefined ? [code, name] : [code, name, pinyin], city);
    for (const member of members) virtualByMember.set(member, node);
    return node;
  });
  const areas = divisions.areas.map((row) => make('area', row, city));
  const streets = divisions.streets.map((row) => make('street', row, byCode.get(row[0]?.slice(0, 6) ?? '')));
  const villages = divisions.villages.map((row) =>
    make('village', row, byCode.get(row[0]?.slice(0, 9) ?? '')),
  );
  return [city, ...areas, ...virtual, ...streets, ...villages];
}

/** The node of a landmark; undefined when what it lies in is not known (another city's, or merged away). */
export function landmarkNode(
  landmark: Landmark,
  byCode: ReadonlyMap<string, PlaceNode>,
  readings: Divisions['readings'],
  spell: Spell,
): PlaceNode | undefined {
  const parent = byCode.get(landmark.parent);
  if (!parent) return undefined;
  const above = [parent, ...parent.above];
  return placeNode({
    code: landmark.code,
    level: 'landmark',
    name: landmark.name,
    pinyin: landmark.pinyin ?? spell(landmark.name),
    above,
    virtualArea: parent.virtualArea,
    chain: parent.virtualArea ? [...above, parent.virtualArea] : above,
    readings,
  });
}

/** «滕州市荆河街道平等社区»: the whole place in one line, without the city, which is the centre's own. */
export function lineOf(node: PlaceNode): string {
  if (node.level === 'city') return node.name;
  const above = node.above.filter(({ level }) => level !== 'city').toReversed();
  return [...above, node].map(({ name }) => name).join('');
}

/** The nearest division with a code: a node itself, or what a landmark lies in; undefined for a virtual area. */
export function divisionOf(node: PlaceNode): PlaceNode | undefined {
  return [node, ...node.above].find(({ code, level }) => level !== 'landmark' && /^\d+$/.test(code));
}

/**
 * Codes of the order's fields: area (6 digits), township (9) and village (12); empty where there is none. What lies in no
 * district (the whole city, a virtual area) has the city's own code, which GB/T 2260 writes with two zeros.
 */
export function codesOf(node: PlaceNode): { areaCode: string; streetCode: string; villageCode: string } {
  const division = divisionOf(node);
  const code = division?.level === 'city' ? `${division.code}00` : (division?.code ?? '');
  const upTo = (digits: number) => (code.length >= digits ? code.slice(0, digits) : '');
  return { areaCode: upTo(6), streetCode: upTo(9), villageCode: upTo(12) };
}

/** Behind the name of something above it, and of that without «市» or «区». */
function freeStarts(name: string, above: readonly PlaceNode[]): number[] {
  const lengths = above
    .filter(({ level }) => level === 'city' || level === 'area')
    .map((node) => node.characters.slice(0, node.core).join(''))
    .filter((core) => name.startsWith(core) && name.length > core.length)
    .map((core) => [...core].length);
  return [0, ...new Set(lengths)];
}

function placeNode({
  pinyin,
  readings,
  ...rest
}: Omit<PlaceNode, 'characters' | 'readings' | 'reach' | 'core' | 'ending' | 'free'> & {
  pinyin: string;
  readings: Divisions['readings'];
}): PlaceNode {
  const syllables = pinyin.split(' ');
  const characters = [...rest.name];
  const usualReadings = characters.map((character, index) => {
    const syllable = syllables[index] ?? '';
    const usual = readings[character] ?? [];
    if (!/^[a-z]+$/.test(syllable)) return usual;
    return [syllable, ...usual.filter((one) => one !== syllable)];
  });
  const longest = usualReadings.map((list) => Math.max(1, ...list.map(({ length }) => length + 1)));
  return {
    ...rest,
    characters: characters.map((character) => character.toLowerCase()),
    readings: usualReadings,
    reach: longest.map((_, index) => longest.slice(index).reduce((sum, length) => sum + length, 0)),
    free: freeStarts(rest.name, rest.above),
    core: rest.level === 'landmark' ? characters.length : coreLength(rest.name),
    ending: rest.level === 'landmark' ? characters.length : endingStart(rest.name),
  };
}
