import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the centre's lists, end to end: ${reason}`);

/** Ships with the seat, and is not in the centre's own table. */
const SHIPPED_UNIT = '市燃气公司';
const UNITS = [
  '编码,名称,层级,上级编码,电话,主管分类',
  'ZX-1,市住房和城乡建设局,市,,0632-8688001,',
  'ZX-2,市物业纠纷调处中心,市,ZX-1,0632-8688002,',
].join('\r\n');
const DIVISIONS = [
  ['代码', '名称'],
  ['3704', '枣庄市'],
  ['370402', '市中区'],
  ['370402004', '文化路街道'],
  ['370402009', '翡翠湖街道'],
];
const CATEGORIES = [
  ['一级', '二级', '三级'],
  ['城乡建设', '物业服务', '电梯停运'],
  ['城乡建设', '物业服务', '收费纠纷'],
];

/** As a spreadsheet program saves it. */
function workbook(rows: string[][]): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'Sheet1');
  return write(book, { bookType: 'xlsx', type: 'buffer' }) as Buffer;
}

/** Tables that the centre imports at its hub while an operator writes at a seat. */
describe.skipIf(reason !== undefined)('the centre’s lists, end to end', () => {
  const place = workplace({ hub: true });
  const press = async (...keys: string[]) => {
    for (const key of keys) await place.page.keyboard.press(key);
  };
  const type = (text: string) => place.page.keyboard.type(text);
  const option = (text: string) => place.page.getByRole('listbox').getByRole('option', { name: text });
  const noteOf = (field: string) => place.page.locator(`[data-field=${field}], .field:has(#field-${field})`);
  const importAll = async () => {
    const hub = await place.administrator();
    await hub.replaceTable('units', `\uFEFF${UNITS}\r\n`);
    await hub.replaceTable('divisions', workbook(DIVISIONS));
    await hub.replaceTable('categories', workbook(CATEGORIES));
  };
  /** A blank order that is to be dispatched to a unit which ships; the cursor stands in its text. */
  const beginOrder = async () => {
    await press('F4');
    await type('青檀佳苑6号楼电梯');
    await place.operator.reach('handling');
    await press('2');
    await place.operator.reach('leadUnit');
    await type(SHIPPED_UNIT);
    await place.operator.reach('content', true);
    await press('End');
  };

  it('LI-2 LI-3 LI-4 tables imported at the running hub are chosen from in the form that was open, and the order has them', async () => {
    await beginOrder();
    const imported = importAll();
    const typed = '停运半个月，老人下不了楼，已三次向物业反映。';
    await place.page.keyboard.type(typed, { delay: 60 });
    await imported;

    await place.operator.reach('place');
    await type('翡翠湖');
    await option('翡翠湖街道').first().waitFor();
    await press('ArrowDown', 'Enter');
    await type('88号');
    expect(await place.operator.valueOf('place')).toBe('市中区翡翠湖街道88号');
    await place.operator.reach('occurredText');
    await type('上月底');
    await place.operator.reach('aim');
    await type('修好电梯');
    await place.operator.reach('title');
    await type('青檀佳苑电梯停运');
    // By first letters, which are made from the centre's words.
    await place.operator.reach('categoryCode');
    await type('wyfwdtty');
    await option('电梯停运').waitFor();
    await press('Enter');
    await place.operator.reach('leadUnit');
    await press('Control+a');
    await type('调处');
    await option('市物业纠纷调处中心').waitFor();
    await press('ArrowDown', 'Enter');
    await place.operator.reach('callerNumber', true);
    await type('13806321234');
    expect(await place.operator.valueOf('content')).toBe(`青檀佳苑6号楼电梯${typed}`);

    await place.operator.submit();
    await place.operator.delivered('received');
    const [order] = await place.ordersAtHub();
    expect(order?.fields).toMatchObject({
      content: `青檀佳苑6号楼电梯${typed}`,
      areaCode: '370402',
      streetCode: '370402009',
      categoryCode: '城乡建设/物业服务/电梯停运',
      leadUnit: '市物业纠纷调处中心',
    });
  });

  it('LI-5 a unit of the shipped directory that the table does not name stays in the order, marked, and is offered no more', async () => {
    await beginOrder();
    expect(await noteOf('leadUnit').first().innerText()).not.toContain('已停用');
    await importAll();
    await expect.poll(() => noteOf('leadUnit').first().innerText()).toContain('已停用');
    expect(await place.operator.valueOf('leadUnit')).toBe(SHIPPED_UNIT);
    expect(await place.page.evaluate(() => document.activeElement?.id)).toBe('field-content');

    await place.operator.reach('assistUnits');
    // Both directories have a name with these words, and each only its own.
    await type('市');
    await option('市物业纠纷调处中心').waitFor();
    expect(await option(SHIPPED_UNIT).count()).toBe(0);
    await press('Escape', 'Control+a', 'Delete');

    // The same after a restart without the hub: what was imported lies on the seat.
    await place.hub.end();
    await place.seat.end();
    await place.startSeat();
    await place.operator.open(place.seat.address);
    await expect.poll(() => place.operator.valueOf('leadUnit')).toBe(SHIPPED_UNIT);
    await expect.poll(() => noteOf('leadUnit').first().innerText()).toContain('已停用');
  });
});
