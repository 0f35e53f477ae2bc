// @ts-check
/** A hall in the middle of a morning, all of it invented. @param {number} now epoch ms */
export function exampleSnapshot(now) {
  const states = [
    'talking',
    'ready',
    'talking',
    'after-call-work',
    'talking',
    'not-ready',
    'talking',
    'ready',
  ];
  const seats = Array.from({ length: 104 }, (_, index) => {
    const seat = index + 1;
    let state = states[(index * 7 + Math.floor(index / 5)) % states.length] ?? 'ready';
    if (seat === 1) state = 'official-shift';
    if (seat % 29 === 0) state = 'ringing';
    if (seat % 53 === 0) state = 'offline';
    const reason = state === 'not-ready' ? 'rest' : null;
    return { seat, state, reason, since: now - 90_000, heardAt: seat === 77 ? now - 200_000 : now - 3_000 };
  });
  const step = Math.floor(now / 300_000) * 300_000;
  const curve = [9, 11, 10, 14, 17, 15, 19, 22, 18, 21, 24, 23, 8].map((offered, index) => ({
    from: step - (12 - index) * 300_000,
    offered,
    answered: Math.max(0, offered - (index % 5 === 3 ? 1 : 0)),
  }));
  const group = {
    offered: 1286,
    answered: 1279,
    within: 1263,
    abandoned: 5,
    rate: 1263 / 1286,
    speedMilliseconds: 6_100,
    longestMilliseconds: 24_000,
  };
  const none = {
    offered: 0,
    answered: 0,
    within: 0,
    abandoned: 0,
    rate: null,
    speedMilliseconds: null,
    longestMilliseconds: null,
  };
  const categories = {
    城乡建设: 312,
    劳动和社会保障: 188,
    交通运输: 141,
    环境保护: 97,
    卫生计生: 84,
    教育文体: 71,
    民政: 40,
    政法: 31,
    农村农业: 28,
  };
  return {
    at: now,
    calls: { offered: 1286, answered: 1279, abandoned: 5, known: group, unknown: none },
    curve,
    queue: { waiting: 4, longestMilliseconds: 11_000 },
    seats,
    orders: {
      received: 992,
      byCategory: Object.entries(categories).map(([name, count]) => ({ name, count })),
      byArea: [
        ['370402', 187, 4120, 3998],
        ['370403', 154, 3310, 3162],
        ['370404', 96, 2205, 2099],
        ['370405', 88, 1890, 1731],
        ['370406', 79, 1804, 1689],
        ['370481', 301, 6022, 5871],
        ['3704GX', 66, 1201, 1190],
        ['', 21, 90, 88],
      ].map(([code, count, due, completed]) => ({ code, count, due, completed, inTime: completed })),
      overdue: 37,
    },
  };
}
