// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/html_report.h"

namespace sparsescope {

/// The window's palette; an 8-pixel grid; three sizes of the system's font.
std::string htmlStyle()
{
    return R"(
:root{--window:#F6F7F9;--surface:#FFFFFF;--line:#D9DEE5;--text:#1B1F24;--muted:#5B6570;--accent:#2F6FEB;
--positive:#0072B2;--negative:#D55E00;--good:#117733;--warn:#8A6700;--bad:#B00020;--heat:0,114,178;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--window:#15181C;--surface:#1E2227;--line:#323943;--text:#E6E9ED;--muted:#9AA4B0;
--accent:#6EA0FF;--positive:#56B4E9;--negative:#E69F00;--good:#44BB77;--warn:#E0B040;--bad:#FF6B7A;--heat:86,180,233}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--window);color:var(--text);font:15px/1.5 system-ui,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.25;font-weight:600;margin:0 0 4px}
h2{font-size:19px;line-height:1.3;font-weight:600;margin:48px 0 8px}
h3{font-size:15px;font-weight:600;margin:0}
p{margin:8px 0;max-width:72ch}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:2px}
.muted,figcaption,.axis{color:var(--muted)}
.small{font-size:13px}
nav{margin:16px 0 0;font-size:13px}nav a{margin-right:16px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:16px;margin:16px 0}
.numbers{display:flex;flex-wrap:wrap;gap:8px 40px;margin:24px 0 16px}
.numbers div{min-width:96px;max-width:180px}
.numbers b{display:block;font-size:26px;line-height:1.2;font-weight:600}
.numbers span{display:block;font-size:13px;line-height:1.35;color:var(--muted)}
.notices{list-style:none;padding:0;margin:16px 0;border-top:1px solid var(--line)}
.notices>li{display:grid;grid-template-columns:24px 1fr;padding:7px 0;border-bottom:1px solid var(--line)}
.notices i{font-style:normal;font-weight:600}
.good{color:var(--good)}.warning{color:var(--warn)}.bad{color:var(--bad)}
details summary{cursor:pointer;color:var(--muted);font-size:13px}
details ul{margin:4px 0;padding-left:18px;font-size:13px;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{padding:4px 8px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th{font-size:13px;font-weight:500;color:var(--muted);vertical-align:bottom}
td.n,th.n{text-align:right;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
.scroll{overflow-x:auto}
.class>header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;margin-bottom:8px}
.class>header h3{font-size:17px;margin-right:auto}
.class>header span{font-size:13px;color:var(--muted)}.class>header b{color:var(--text);font-weight:600}
.feature{display:grid;grid-template-columns:150px minmax(160px,1fr) auto;gap:4px 16px;align-items:center;padding:8px 0;
border-top:1px solid var(--line)}
.feature .id{font-size:13px;overflow-wrap:anywhere}
.feature .also{font-size:13px;color:var(--muted)}
.bar{display:grid;grid-template-columns:1fr 56px;align-items:center;gap:8px}
.bar>span{display:block;height:10px;border-radius:1px}
.bar>b{font-weight:500;text-align:right;white-space:nowrap}
.bar.positive>span{background:var(--positive)}.bar.negative>span{background:var(--negative)}
.bar.positive>b,.plus{color:var(--positive)}.bar.negative>b,.minus{color:var(--negative)}
.thumbs{display:flex;gap:4px}
.rendered{position:relative}
.rendered:after{position:absolute;left:0;bottom:0;padding:0 5px;background:var(--surface);font-weight:600;font-size:13px;line-height:16px}
.rendered.up:after{content:"+";color:var(--positive)}.rendered.down:after{content:"\2212";color:var(--negative)}
img{display:block;border-radius:3px;background:var(--line)}
img.thumb,.thumb.none{width:72px;height:72px;object-fit:cover}
img.picture,.picture.none{width:168px;height:168px;object-fit:cover}
.texts{display:grid;gap:3px}
blockquote{margin:0;padding:1px 6px;border-left:2px solid var(--line);font-size:12px;line-height:1.35;overflow-wrap:anywhere}
.none{display:flex;align-items:center;justify-content:center;border:1px dashed var(--line);border-radius:3px;
color:var(--muted);font-size:11px;text-align:center}
.mistake{display:grid;grid-template-columns:168px 1fr 1fr;gap:8px 24px;break-inside:avoid}
.mistake figure{margin:0}.mistake figcaption{font-size:12px;line-height:1.35;margin-top:4px;overflow-wrap:anywhere}
.logit header{display:flex;justify-content:space-between;gap:8px;margin-bottom:4px}
.logit .small{color:var(--muted)}
.part{display:grid;grid-template-columns:minmax(96px,1.1fr) 1.4fr 52px;gap:8px;align-items:center;font-size:13px;
line-height:1.7}
.part>.name{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.part>.track{display:block;position:relative;height:9px}
.part>.track i{position:absolute;top:0;bottom:0;border-radius:1px}
.part>.track:before{content:"";position:absolute;left:50%;top:-5px;bottom:-5px;border-left:1px solid var(--line)}
.part.positive .track i{background:var(--positive)}.part.negative .track i{background:var(--negative)}
.part>b{font-weight:500;text-align:right}.part.positive>b{color:var(--positive)}.part.negative>b{color:var(--negative)}
.part.sum{border-top:1px solid var(--line);margin-top:2px}.part.sum>b{color:var(--text);font-weight:600}
.confusion{display:flex;flex-wrap:wrap;gap:16px 40px;align-items:flex-end}
.confusion>.list{flex:1 1 300px;max-width:460px;align-self:center}
.matrix{width:auto;border-collapse:separate;border-spacing:2px}
.matrix td,.matrix th{border:0;padding:0}
.matrix td{min-width:34px;height:30px;text-align:center;vertical-align:middle;font-size:13px;border-radius:3px}
.matrix thead th{height:112px;white-space:nowrap;vertical-align:bottom}
.matrix thead th span{display:block;width:34px;writing-mode:vertical-rl;transform:rotate(180deg);max-height:108px;
overflow:hidden;padding-top:2px}
.matrix tbody th{text-align:right;padding-right:8px;vertical-align:middle;font-weight:400;color:var(--text);
max-width:200px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.matrix .right{outline:1px solid var(--muted);outline-offset:-1px}
.facts{table-layout:fixed}.facts td:first-child{width:170px;color:var(--muted)}
.facts td{overflow-wrap:anywhere}
code{font:13px/1.5 ui-monospace,monospace}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--muted);font-size:12px}svg text.label-test{fill:var(--text)}
svg text.label-validation{fill:var(--positive)}svg .base{stroke:var(--muted);stroke-width:1}
svg .grid{stroke:var(--line);stroke-width:1}
svg .curve{fill:none;stroke-width:2;stroke-linejoin:round}
svg .test{stroke:var(--text)}svg .validation{stroke:var(--positive)}
svg .train{stroke:var(--muted);stroke-width:1;stroke-dasharray:2 3}
svg .own{stroke:var(--muted);stroke-width:1;stroke-dasharray:6 4}
svg .chosen{stroke:var(--accent);stroke-width:2}svg .chosen-dot{fill:var(--accent)}svg text.chosen-text{fill:var(--accent)}
svg .certified{stroke:var(--good);stroke-width:1.5}svg .missed{fill:var(--warn)}
@media (max-width:760px){.feature,.mistake{grid-template-columns:1fr}.thumbs{flex-wrap:wrap}}
@media print{:root{--window:#FFFFFF;--surface:#FFFFFF;--line:#C9CED6;--text:#000000;--muted:#444B54;--accent:#2F6FEB;
--positive:#0072B2;--negative:#D55E00;--good:#117733;--warn:#8A6700;--bad:#B00020;--heat:0,114,178}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}
.card,.feature,.mistake{break-inside:avoid}.card{border:0;padding:8px 0}.class{break-inside:auto}h2,h3,header{break-after:avoid}}
)";
}

}  // namespace sparsescope
