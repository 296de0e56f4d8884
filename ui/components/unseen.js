// The page's language for screen readers, hyphenation and fonts: Streamlit always says English.
// The element that carries the script takes no room on the page.

// On a narrow screen the bar is a menu that lies over the page: it closes when it has been used.
const closeMenu = (event) => {
  if (!event.target.closest?.('[data-testid=stSidebar] a') || !matchMedia('(max-width: 768px)').matches) return;
  setTimeout(() => document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click(), 0);
};

export default function ({ data, parentElement }) {
  document.documentElement.lang = data.tag;
  if (!document.documentElement.dataset.menu) {
    document.documentElement.dataset.menu = 'closes';
    document.addEventListener('click', closeMenu);
  }
  const host = parentElement.host ?? parentElement;
  const box = host.closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
}
