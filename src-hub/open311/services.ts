import { createHash } from 'node:crypto';
import { codesOf } from '../code-texts.ts';
import type { Open311List, Open311Object } from './xml.ts';

/** A kind of request that can be made: a leaf of our category tree. */
export interface Open311Service {
  /** `c` and ten hexadecimal digits of the category's SHA-256: stable, and fit for an address. */
  readonly code: string;
  readonly category: string;
}

/** Code of the service that a category is. */
export function serviceCodeOf(category: string): string {
  return `c${createHash('sha256').update(category).digest('hex').slice(0, 10)}`;
}

export function servicesOf(categories: readonly string[]): ReadonlyMap<string, Open311Service> {
  return new Map(
    categories.map((category) => {
      const code = serviceCodeOf(category);
      return [code, { code, category }];
    }),
  );
}

const levelsOf = (category: string) => category.split('/');
export const serviceName = (category: string) => levelsOf(category).at(-1) ?? category;

/** GeoReport v2, GET Service List. */
export function serviceEntry({ code, category }: Open311Service): Open311Object {
  const [group = '', second = ''] = levelsOf(category);
  return {
    service_code: code,
    service_name: serviceName(category),
    description: levelsOf(category).join(' / '),
    metadata: true,
    type: 'realtime',
    keywords: [group, second].filter((word) => word !== '').join(','),
    group,
  };
}

/** What can be said of a request beside the fields of the specification; none is required. */
const ATTRIBUTES = [
  { code: 'request_type', datatype: 'singlevaluelist', description: '诉求类型', list: 'request-types' },
  { code: 'urgency', datatype: 'singlevaluelist', description: '紧急程度', list: 'urgencies' },
  { code: 'confidential', datatype: 'singlevaluelist', description: '身份信息是否保密', list: undefined },
  { code: 'aim', datatype: 'text', description: '诉求目的(最多 200 字)', list: undefined },
] as const;

/** GeoReport v2, GET Service Definition. */
export function serviceDefinition({ code }: Open311Service): Open311Object {
  const attributes: Open311List = {
    item: 'attribute',
    items: ATTRIBUTES.map((one, index) => {
      const values =
        one.list === undefined
          ? [
              ['true', '是'],
              ['false', '否'],
            ]
          : codesOf(one.list).map(({ code: key, zh }) => [key, zh]);
      return {
        variable: true,
        code: one.code,
        datatype: one.datatype,
        required: false,
        datatype_description: '',
        order: index + 1,
        description: one.description,
        ...(one.datatype === 'singlevaluelist' && {
          values: { item: 'value', items: values.map(([key = '', name = '']) => ({ key, name })) },
        }),
      };
    }),
  };
  return { service_code: code, attributes };
}
