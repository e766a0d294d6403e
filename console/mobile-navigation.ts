import { useEffect } from 'react';

/** At small widths Cloudscape gives a `nav` an attribute that it may not have (axe: aria-allowed-attr). */
export function useValidNavigation(): void {
  useEffect(() => {
    const mend = () => {
      for (const nav of document.querySelectorAll('nav[aria-orientation]')) nav.removeAttribute('aria-orientation');
    };
    mend();
    const observer = new MutationObserver(mend);
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-orientation'] });
    return () => observer.disconnect();
  }, []);
}
