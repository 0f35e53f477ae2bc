/**
 * The unit page's style sheet. Colours are the product's own (docs/design.md, src-renderer/ui/theme/tokens.ts; the hub
 * can't import a page's code). Everything is laid out for 1366×680 first and flows on a narrow screen.
 */
export const PAGE_STYLE = `
:root{--desk:#edebe4;--sheet:#fff;--well:#f6f5f0;--line:#dcd8cd;--edge:#8b8678;--text:#1a2127;--muted:#515a61;
--accent:#0a605b;--accent-hover:#084b47;--accent-soft:#e0efec;--on-accent:#fff;--good:#116239;--good-soft:#e2f2e8;
--warn:#7d4a00;--warn-soft:#fbeed2;--bad:#ac231b;--bad-soft:#fbe5e2;--note:#1c568f;--note-soft:#e3eef8;
--ink:#10222c;--ink-text:#f4f8f7;--ink-muted:#a9bcc4;--focus:#0b6bcb;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--desk:#14191c;--sheet:#1d2428;--well:#182024;--line:#343e44;--edge:#7c8a92;
--text:#edf0f1;--muted:#abb6bc;--accent:#63c8b7;--accent-hover:#86d8ca;--accent-soft:#1f3b38;--on-accent:#06231f;
--good:#78d39e;--good-soft:#1b3527;--warn:#f1bb57;--warn-soft:#3a2f18;--bad:#ff9186;--bad-soft:#42231f;--note:#86bdf2;
--note-soft:#1c3145;--ink:#0c1a22;--focus:#7ab8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--desk);color:var(--text);font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--sheet);padding:8px 12px;z-index:1}
header{background:var(--ink);color:var(--ink-text);display:flex;align-items:center;gap:12px;padding:8px 24px;min-height:56px;flex-wrap:wrap}
header .name{font-size:18px;font-weight:600}header .line{color:var(--ink-muted);font-size:14px}
header .who{margin-left:auto;display:flex;align-items:center;gap:16px;font-size:14px;flex-wrap:wrap}
header .unit{font-weight:600}header a{color:var(--ink-text)}header svg{color:#62d6b5}
header button{background:none;border:1px solid var(--ink-muted);color:var(--ink-text);height:32px;padding:0 12px;font-size:14px}
header button:hover{background:#1b323e}
main{max-width:1318px;margin:0 auto;padding:16px 24px 32px}
h1{font-size:22px;margin:0 0 12px;line-height:1.35}h2{font-size:18px;margin:0 0 8px}h3{font-size:16px;margin:0}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:16px 20px}
.sheet+.sheet{margin-top:12px}
.note{border-radius:6px;padding:10px 14px;margin:0 0 12px;border-left:4px solid}
.note p{margin:0}.note ul{margin:4px 0 0;padding-left:20px}
.note.good{background:var(--good-soft);border-color:var(--good)}.note.bad{background:var(--bad-soft);border-color:var(--bad)}
.note.plain{background:var(--note-soft);border-color:var(--note)}.note.warn{background:var(--warn-soft);border-color:var(--warn)}
.bar{display:flex;align-items:end;gap:16px;flex-wrap:wrap;margin-bottom:12px}
.tabs{display:flex;gap:4px;list-style:none;margin:0;padding:0;flex-wrap:wrap}
.tabs a{display:block;padding:7px 14px;border-radius:6px;text-decoration:none;color:var(--text)}
.tabs a:hover{background:var(--accent-soft)}
.tabs a[aria-current]{background:var(--accent);color:var(--on-accent);font-weight:600}
.count{font-variant-numeric:tabular-nums;margin-left:4px}
.find{margin-left:auto;display:flex;gap:8px;align-items:center}.find label{font-size:14px;color:var(--muted);margin:0}
.find input{width:190px;height:36px}.find button{height:36px}
table{width:100%;border-collapse:collapse;background:var(--sheet);border:1px solid var(--line);border-radius:10px;overflow:hidden}
th{text-align:left;font-size:14px;font-weight:600;color:var(--muted);background:var(--well);padding:8px 12px;white-space:nowrap}
td{padding:9px 12px;border-top:1px solid var(--line);vertical-align:top}
tbody tr:hover{background:var(--well)}
.figure{font-variant-numeric:tabular-nums;white-space:nowrap}.sub{display:block;font-size:14px;color:var(--muted)}
td .title{font-weight:600}
.light{display:inline-flex;align-items:center;gap:6px;white-space:nowrap;font-weight:600;vertical-align:bottom}.light+.figure{margin-left:8px}
.light svg{flex:none}.light.red{color:var(--bad)}.light.yellow{color:var(--warn)}.light.none,.light.done{color:var(--good)}
.light svg path.cut{stroke:var(--sheet);stroke-width:1.8;fill:none;stroke-linecap:round;stroke-linejoin:round}
.mark{display:inline-block;font-size:13px;border-radius:4px;padding:0 6px;margin-left:8px;background:var(--warn-soft);color:var(--warn);font-weight:400}
.empty{text-align:center;padding:48px 20px}.empty p{margin:4px 0;color:var(--muted)}
.pages{margin:12px 0 0;display:flex;gap:16px}.fresh{color:var(--muted);font-size:14px;margin:0}
.two{display:grid;grid-template-columns:minmax(0,1fr) 400px;gap:16px;align-items:start}
.head{display:flex;gap:12px;align-items:baseline;flex-wrap:wrap;margin-bottom:12px}.head h1{margin:0}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 16px;margin:0}
dt{color:var(--muted);font-size:14px;padding-top:1px}dd{margin:0;overflow-wrap:anywhere}
.words{white-space:pre-wrap;overflow-wrap:anywhere}
ol.steps{list-style:none;margin:0;padding:0}ol.steps li{padding:8px 0 8px 16px;border-left:3px solid var(--line)}
ol.steps .when{color:var(--muted);font-size:14px;font-variant-numeric:tabular-nums}
ol.steps p{margin:2px 0 0}
details{border-top:1px solid var(--line)}details:first-of-type{border-top:0}
summary{cursor:pointer;padding:10px 2px;font-weight:600;color:var(--accent)}
details form{padding:0 2px 14px}
label{display:block;font-weight:600;font-size:14px;margin-bottom:4px}
button+.hint,form+.hint,dl+.hint{margin-top:10px}
.hint{color:var(--muted);font-size:14px;margin:0 0 8px}.wrong{color:var(--bad);font-size:14px;font-weight:600;margin:0 0 4px}
input,textarea{width:100%;font:inherit;color:var(--text);background:var(--sheet);border:1px solid var(--edge);border-radius:6px;padding:6px 10px}
input{height:40px}textarea{min-height:150px;resize:vertical}.short textarea{min-height:84px}
input[type=number]{width:110px}[aria-invalid=true]{border:2px solid var(--bad)}
.field{margin-bottom:12px}
button{font:inherit;height:40px;padding:0 18px;border-radius:6px;border:1px solid var(--accent);background:var(--sheet);color:var(--accent);cursor:pointer}
button:hover{background:var(--accent-soft)}
button.main{background:var(--accent);color:var(--on-accent);font-weight:600}button.main:hover{background:var(--accent-hover)}
button.wide{width:100%;height:44px}
.narrow{max-width:440px;margin:32px auto 0}
@media (max-width:900px){.two{grid-template-columns:1fr}.find{margin-left:0}th:nth-child(4),td:nth-child(4){display:none}main{padding:12px}}
@media print{header,.acts,.tabs,.find,.back{display:none}body{background:#fff}.two{display:block}}
@media (prefers-reduced-motion:no-preference){button,.tabs a{transition:background-color .12s}}
`;
