// The look of the page: readable on a phone, on a wide screen and on paper.
export const styles = `
:root{--ink:#1f2933;--quiet:#52606d;--line:#d9e2ec;--paper:#fff;--ground:#eef1f5;--mark:#0b5cad}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 -apple-system,'Segoe UI',Roboto,Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
[lang=zh-TW]{font-family:'PingFang TC','Microsoft JhengHei','Noto Sans CJK TC',sans-serif}
main{max-width:1180px;margin:0 auto;padding:16px}
h1{margin:8px 0 12px;font-size:28px;line-height:1.25}h1 span{color:var(--quiet);font-weight:400}
h2{margin:36px 0 12px;font-size:21px}h3{margin:0 0 6px;font-size:17px}h4{margin:0 0 8px;font-size:13px;color:var(--quiet);font-weight:600}
dl{margin:0;display:flex;flex-wrap:wrap;gap:6px 28px}dl div{min-width:0}dt{font-size:13px;color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:6px 16px;margin:14px 0}a{color:var(--mark)}
.hint,.from,.when,.figures,.way,figcaption{color:var(--quiet);font-size:14px}
.hint{max-width:70ch}
.message{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:0 0 18px}
.when{margin:0 0 8px;max-width:80ch}.when b{color:var(--ink)}
.tags{margin:0 0 14px;display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center}
.tag{font-size:13px;font-weight:400;line-height:1.5;padding:1px 9px;border:1px solid var(--line);border-radius:99px;background:var(--ground);color:var(--ink)}
.tag.right{border-color:var(--mark);color:var(--mark)}
.channels{display:flex;flex-direction:column;gap:20px}
.bubble{max-width:44ch;margin:0;padding:12px 16px;border-radius:16px 16px 16px 4px;background:#e3f1fb;white-space:pre-wrap;overflow-wrap:anywhere}
.bubble span+span{border-left:2px dotted var(--mark);padding-left:3px;margin-left:2px}
.figures,.way{margin:6px 0 10px}.figures b{color:var(--ink)}
.subject{margin:0 0 10px;overflow-wrap:anywhere}
.frames{display:flex;gap:20px;align-items:flex-start}
figure{margin:0;min-width:0}.phone{flex:0 0 375px;max-width:100%}.wide{flex:1 1 0}
iframe{display:block;width:100%;height:900px;border:1px solid var(--line);border-radius:8px;background:#fff}
details{margin-top:10px}summary{cursor:pointer;color:var(--mark);font-size:14px}
pre{margin:8px 0 0;padding:12px 16px;background:var(--ground);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.6 ui-monospace,Menlo,Consolas,'Noto Sans Mono CJK SC',monospace}
.book+.book{margin-top:48px;border-top:3px solid var(--ink);padding-top:16px}
@media(max-width:860px){.wide{display:none}.phone{flex:1 1 auto;width:100%}main{padding:6px}header,h2{padding:0 6px}.message{padding:14px 10px}.frames{margin:0 -10px}iframe{border-width:1px 0;border-radius:0}h1{font-size:24px}}
@media print{body{background:#fff;font-size:11pt}main{max-width:none;padding:0}nav,summary,.phone{display:none}.message{border-color:#999}
.sms,h2,h3{break-inside:avoid}h2,h3,h4{break-after:avoid}.book+.book{break-before:page}}
`;

/** Gives every frame the height of its email, and opens the text parts for printing. */
export const script = `
const fit=frame=>{const body=frame.contentDocument&&frame.contentDocument.documentElement;if(body){frame.style.height='0';frame.style.height=body.scrollHeight+2+'px'}};
const all=()=>document.querySelectorAll('iframe').forEach(fit);
document.querySelectorAll('iframe').forEach(frame=>frame.addEventListener('load',()=>fit(frame)));
addEventListener('load',all);addEventListener('resize',all);
addEventListener('beforeprint',()=>{document.querySelectorAll('details').forEach(one=>{one.open=true});all()});
`;
