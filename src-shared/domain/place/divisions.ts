import { z } from 'zod';
import type { LocalPlace } from '../local-place.ts';

/**
 * Code and name, and the name's pinyin if it is there: syllables without tones, parted by blanks, one for each
 * character. GB/T 2260 and the statistical codes below it: 4 digits city, 6 district, 9 township, 12 village.
 */
const rowSchema = z.array(z.string().min(1).max(240)).min(2).max(3);

/**
 * The divisions of one city (assets/divisions/CITY.json; the format is described in docs/spec/places.md).
 * Another city's file takes its place. Pinyin may be left out: it is then made when the file is loaded.
 */
export const divisionsSchema = z
  .strictObject({
    version: z.literal(1),
    /** Where the names come from and their cut-off date. */
    source: z.string().min(1).max(300),
    city: rowSchema,
    areas: z.array(rowSchema).min(1).max(100),
    streets: z.array(rowSchema).max(2000),
    villages: z.array(rowSchema).max(30_000),
    /** Units that are counted beside the districts but have no code of their own, with the townships they run. */
    virtualAreas: z
      .array(
        z.strictObject({
          code: z.string().min(1).max(12),
          name: z.string().min(1).max(40),
          pinyin: z.string().max(200).optional(),
          members: z.array(z.string()).max(100),
        }),
      )
      .max(20),
    /** Readings of characters in the names of this city, the right one first: a district's people say them so. */
    readings: z.record(z.string(), z.array(z.string().regex(/^[a-z]+$/)).min(1)),
  })
  .superRefine(({ city, areas, streets, villages, virtualAreas }, context) => {
    const known = new Set([city, ...areas, ...streets, ...villages].map(([code]) => code));
    const check = (
      list: 'areas' | 'streets' | 'villages',
      rows: readonly string[][],
      digits: number,
      above: number,
    ) => {
      rows.forEach(([code = ''], index) => {
        if (!/^\d+$/.test(code) || code.length !== digits)
          context.addIssue({
            code: 'custom',
            path: [list, index],
            message: `the code has to have ${digits} digits`,
          });
        else if (!known.has(code.slice(0, above)))
          context.addIssue({ code: 'custom', path: [list, index], message: `nothing stands above ${code}` });
      });
    };
    check('areas', areas, 6, 4);
    check('streets', streets, 9, 6);
    check('villages', villages, 12, 9);
    virtualAreas.forEach(({ members }, index) => {
      for (const member of members)
        if (!known.has(member))
          context.addIssue({ code: 'custom', path: ['virtualAreas', index], message: `no ${member}` });
    });
  });
export type Divisions = z.infer<typeof divisionsSchema>;

/** A landmark, residential compound or institution, below a division. Some ship, the rest are added by operators. */
export const landmarkSchema = z.object({
  /** Stable: UUIDv7 of one that was added, `landmark:NAME` of one that ships. */
  code: z.string().min(1).max(64),
  name: z.string().min(1).max(60),
  pinyin: z.string().max(240).optional(),
  /** Code of the area, township or village it lies in. */
  parent: z.string().min(4).max(12),
});
export type Landmark = z.infer<typeof landmarkSchema>;

/** What an operator added at a seat, as the search takes it: below the nearest division that is known. */
export function landmarkOf({ id, name, areaCode, streetCode, villageCode }: LocalPlace): Landmark {
  return { code: id, name, parent: villageCode || streetCode || areaCode };
}

export const placeLevelSchema = z.enum(['city', 'area', 'street', 'village', 'landmark']);
export type PlaceLevel = z.infer<typeof placeLevelSchema>;

/**
 * The name of a village-level unit as people say it: without its committee. «官庄村委会» is 官庄村,
 * «中兴社区居委会» is 中兴社区. Always a beginning of the official name.
 */
export function spokenName(official: string): string {
  const bare = official.replace(/\(\d+\)$/, '');
  const village = /^(.*?)村?(?:村民居委会|村民委员会|村委会)$/.exec(bare);
  if (village?.[1]) return /社区$/.test(village[1]) ? village[1] : `${village[1]}村`;
  const community = /^(.*社区)居(?:民委员会|委会)?$/.exec(bare);
  return community?.[1] ?? bare;
}

const ENDING = /(?:经济开发区|开发区|农村社区|社区|居民委员会|居委会|街道|[市区县镇乡村])$/;

/** Where «市», «街道», «村» and the like begin in a spoken name, in characters; at least the second. */
export function endingStart(name: string): number {
  const characters = [...name].length;
  const start = characters - (ENDING.exec(name)?.[0].length ?? 0);
  return start >= 2 ? start : characters;
}

/** How many characters tell a spoken name apart: people say 光明 for 光明路街道, 中心街 needs no second 街. */
export function coreLength(name: string): number {
  const start = endingStart(name);
  return start > 2 && name.endsWith('街道') && /[路街]/.test([...name][start - 1] ?? '') ? start - 1 : start;
}
