import type { Page } from 'playwright-core';

/** Opens the chat, which stands behind More on a phone. */
export async function openChat(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: /^More($|,)/ });
  if (await more.isVisible()) await more.click();
  await page.getByRole('button', { name: /^Chat/ }).first().click();
}
