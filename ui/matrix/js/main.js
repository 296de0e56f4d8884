// One call a rerun: build when the structure changed, then paint, outline, work out.

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  root._data = data;
  root._set = setStateValue;
  root._trigger = setTriggerValue;
  if (fresh) {
    root._signature = data.signature;
    build(root, data);
  }
  paint(root, data);
  outline(root, data, data.selected, data.sources);
  work(root, data.worked);
  root.onclick = (event) => {
    const td = event.composedPath()[0].closest?.('td[role=gridcell]');
    if (td && !td.classList.contains('entry')) select(root, td, false);
  };
  root.onkeydown = (event) => keyed(root, event);
  root.onpaste = (event) => pasted(root, event);
  root.oninput = () => typed(root);
  if (fresh) {
    fit(root);
    watchWidth(root);
    document.fonts.ready.then(() => fit(root));
    if (data.arrive) root.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'center' });
  }
}
