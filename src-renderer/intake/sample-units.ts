/**
 * Handling units offered while typing, until the centre's own dispatch catalogue is fed by the hub.
 * Any other name can be typed.
 */
export const SAMPLE_UNITS: readonly string[] = [
  '市中区人民政府',
  '薛城区人民政府',
  '峄城区人民政府',
  '台儿庄区人民政府',
  '山亭区人民政府',
  '滕州市人民政府',
  '枣庄高新区管委会',
  '市公安局',
  '市公安局交通警察支队',
  '市城市管理局',
  '市住房和城乡建设局',
  '市人力资源和社会保障局',
  '市生态环境局',
  '市市场监督管理局',
  '市交通运输局',
  '市教育局',
  '市卫生健康委员会',
  '市民政局',
  '市医疗保障局',
  '市自然资源和规划局',
  '市农业农村局',
  '市城乡水务局',
  '市发展和改革委员会',
  '市税务局',
  '市消防救援支队',
  '国网枣庄供电公司',
];

const SHOWN = 8;

/** Units whose name contains the typed text; none once the text is exactly one of them. */
export function suggestUnits(text: string): string[] {
  const typed = text.trim();
  if (SAMPLE_UNITS.includes(typed)) return [];
  return SAMPLE_UNITS.filter((unit) => unit.includes(typed)).slice(0, SHOWN);
}
