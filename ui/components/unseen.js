// The page's language for screen readers, hyphenation and fonts: Streamlit always says English.
// The element that carries the script takes no room on the page.

// On a narrow screen the bar is a menu that lies over the page: it closes when it has been used.
const closeMenu = (event) => {
  if (!event.target.closest?.('[data-testid=stSidebar] a') || !matchMedia('(max-width: 768px)').matches) return;
  setTimeout(() => document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click(), 0);
};

// Whoever reloads or closes the page has left the field they were typing in: fields send what they hold when they are left.
const leaveField = () => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (one?.matches('input, textarea')) one.blur();
};

export default function ({ data, parentElement }) {
  document.documentElement.lang = data.tag;
  if (!document.documentElement.dataset.menu) {
    document.documentElement.dataset.menu = 'closes';
    document.addEventListener('click', closeMenu);
    addEventListener('beforeunload', leaveField);
  }
  const host = parentElement.host ?? parentElement;
  const box = host.closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
}
