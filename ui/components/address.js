// What the address says on every page, such as the language: a change of page drops it, and Streamlit would write it back in a
// step of its own in the browser's history, from which the page before is two steps away. It is added to each step instead.
let ofEveryPage = {};

const withThem = (address, all) => {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(ofEveryPage)) {
    if (all || !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.href;
};

const mendAddress = () => {
  const mended = withThem(location.href, true);
  if (mended !== location.href) history.replaceState(history.state, '', mended);
};

const sayInAddress = (said) => {
  ofEveryPage = said;
  mendAddress();
};

const inOrder = (address) => {
  const url = new URL(address, location.href);
  url.searchParams.sort();
  return url.href;
};

const keepInAddress = () => {
  const [push, replace] = [history.pushState, history.replaceState];
  history.replaceState = (state, title, address) => replace.call(history, state, title, withThem(address ?? location.href));
  history.pushState = (state, title, address) => {
    const next = withThem(address ?? location.href);
    const take = inOrder(next) === inOrder(location.href) ? replace : push; // the same page is no step
    take.call(history, state, title, next);
  };
  addEventListener('popstate', mendAddress);
};
