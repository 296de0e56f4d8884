// The page's language for screen readers, hyphenation and fonts: Streamlit always says English.
// The element that carries the script takes no room on the page.

export default function ({ data, parentElement }) {
  document.documentElement.lang = data.tag;
  const host = parentElement.host ?? parentElement;
  const box = host.closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
}
