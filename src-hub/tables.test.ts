import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startTestHub, type TestHub } from './testing/index.ts';

let hub: TestHub;
let administrator: string;
beforeEach(async () => {
  hub = await startTestHub();
  await hub.makeAccount('admin', 'administrator');
  administrator = await hub.signIn('admin');
});
afterEach(() => hub.close());

interface Report {
  applied: boolean;
  rows: number;
  added: number;
  changed: number;
  removed: number;
  problems: { line: number; column: string; code: string }[];
  passwords: { id: string; password: string }[];
}
const put = async (table: string, bytes: Buffer | string, query = '') => {
  const answer = await hub.server.inject({
    method: 'POST',
    url: `/v1/tables/${table}${query}`,
    headers: { authorization: `Bearer ${administrator}`, 'content-type': 'text/csv' },
    payload: bytes,
  });
  return { status: answer.statusCode, report: answer.json<Report>() };
};
const get = async (file: string) => {
  const headers = { authorization: `Bearer ${administrator}` };
  return (await hub.server.inject({ url: `/v1/tables/${file}`, headers })).rawPayload;
};
const keysOf = async (feed: 'units' | 'categories') =>
  (await hub.storage.read.feeds.list(feed, 'all')).map(({ key }) => key);

const UNITS = '编码,名称,层级,上级编码,电话\nzj,市住建局,市,,0632-1\nzj-sz,市中区住建局,district,zj,\n';

describe('tables', () => {
  it('TB-1 units come in with Chinese or our own titles and go out as they came, as CSV and as a workbook', async () => {
    expect((await put('units', UNITS)).report).toMatchObject({
      applied: true,
      rows: 2,
      added: 2,
      problems: [],
    });
    expect(await keysOf('units')).toEqual(['zj', 'zj-sz']);
    for (const format of ['csv', 'xlsx']) {
      const { report } = await put('units', await get(`units.${format}`));
      expect([format, report.rows, report.added, report.changed, report.problems]).toEqual([
        format,
        2,
        0,
        0,
        [],
      ]);
    }
    const english = 'code,name,level\nzj,市住房和城乡建设局,city\n';
    expect((await put('units', english)).report).toMatchObject({ added: 0, changed: 1 });
  });

  it('TB-2 what is wrong is said line by line, and then nothing is imported', async () => {
    const wrong =
      '编码,名称,层级,上级编码,电话\na b,甲,市,,\nx,,市,,\ny,乙,省,,\nz,丙,市,nowhere,\nok,丁,市,,\nok,戊,市,,\n';
    const { report } = await put('units', wrong);
    expect(report.applied).toBe(false);
    expect(report.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, '编码', 'invalid'],
      [3, '名称', 'invalid'],
      [4, '层级', 'invalid'],
      [5, '上级编码', 'no-parent'],
      [7, '编码', 'twice'],
    ]);
    expect(await keysOf('units')).toEqual([]);
    const columns = (await put('units', '编码,名称,颜色\na,b,c\n')).report.problems;
    expect(columns.map(({ column, code }) => [column, code])).toEqual([
      ['层级', 'missing-column'],
      ['颜色', 'unknown-column'],
    ]);
  });

  it('TB-3 people get a first password that is said once; nobody is closed by a file', async () => {
    const people = '账号,姓名,角色,承办单位\n1007,李敏,坐席,\nzjj,王强,承办单位,市住建局\n';
    const { report } = await put('users', people);
    expect(report.passwords.map(({ id }) => id)).toEqual(['1007', 'zjj']);
    const login = (id: string, password = '') => hub.ask(undefined, 'POST', '/v1/login', { id, password });
    expect((await login('1007', report.passwords[0]?.password)).status).toBe(200);
    const again = await put('users', '账号,姓名,角色,承办单位\n1007,李敏,supervisor,\n', '?replace=true');
    expect(again.report).toMatchObject({ added: 0, changed: 1, removed: 0, passwords: [] });
    expect((await login('admin', PASSWORD)).status).toBe(200);
    expect((await put('users', '账号,姓名,角色,承办单位\na,甲,unit,\n')).report.problems).toMatchObject([
      { line: 2, column: '承办单位', code: 'unit-missing' },
    ]);
    expect((await get('users.csv')).toString()).not.toContain(report.passwords[0]?.password);
  });

  it('TB-4 only tried, nothing changes; replaced, what the file does not have goes', async () => {
    const tree = '一级,二级,三级\n供水,水质,浑浊\n供水,水质,异味\n';
    expect((await put('categories', tree, '?try=true')).report).toMatchObject({ applied: false, added: 2 });
    expect(await keysOf('categories')).toEqual([]);
    await put('categories', tree);
    const { report } = await put('categories', '一级,二级,三级\n供水,水质,异味\n', '?replace=true');
    expect(report).toMatchObject({ applied: true, removed: 1 });
    expect(await keysOf('categories')).toEqual(['供水/水质/异味']);
    const audit = await hub.storage.read.audit.list(1, 100);
    expect(audit.filter(({ action }) => action === 'table-imported')).toHaveLength(2);
  });

  it('TB-5 GB 18030, tabs and semicolons are read; what a spreadsheet would run goes out and comes back harmless', async () => {
    // «编码;名称;层级» and «a;路灯;市» in GB 18030.
    const gb = Buffer.from('b1e0c2eb3bc3fbb3c63bb2e3bcb60a613bc2b7b5c63bcad00a', 'hex');
    expect((await put('units', gb)).report).toMatchObject({ applied: true, added: 1 });
    await put('units', 'code\tname\tlevel\nb\t=1+1\tcity\n');
    expect((await get('units.csv')).toString()).toContain("b,'=1+1,city");
    expect((await put('units', await get('units.csv'))).report).toMatchObject({ changed: 0 });
  });

  it('TB-6 what is no table is refused whole', async () => {
    for (const bytes of [Buffer.from([0x50, 0x4b, 3, 4, 1]), Buffer.from([0xff, 0xff, 0xff]), '\n\n']) {
      expect((await put('units', bytes)).status).toBe(400);
    }
    const divisions = 'code,name\n370402,市中区\n370402006,光明路街道\n370499001,哪里\n37,省\n';
    expect((await put('divisions', divisions)).report.problems.map(({ line }) => line)).toEqual([4, 5]);
  });
});
