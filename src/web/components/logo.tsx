/** The product's sign: a line of time with its entries. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#12586d" />
      <path d="M10 6.5v19" stroke="#8fc7d6" strokeWidth="2" strokeLinecap="round" />
      <circle cx="10" cy="11" r="3.2" fill="#fff" />
      <circle cx="10" cy="21" r="3.2" fill="#fff" />
      <path d="M17 11h8M17 21h5" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
