// The details of a chat, as tests use them.
import type { Page } from "playwright-core";

import type { Person } from "../../../client/test/support/people.js";

export const pane = (page: Page) => page.locator(".details");
export const member = (page: Page, { user }: Person) =>
  page.locator(".member", { hasText: user.username });

export async function openDetails(page: Page, chat: string): Promise<void> {
  await page.locator("a.chat-row", { hasText: chat }).click();
  await page.getByRole("button", { name: "Details" }).click();
  await pane(page).locator(".details-body").waitFor();
}

export const press = (page: Page, name: string) =>
  page.getByRole("button", { name, exact: true }).last().click();

/** What one may do with somebody. */
export async function entries(page: Page, person: Person): Promise<string[]> {
  await member(page, person).click();
  await page.getByRole("menu").waitFor();
  const names = await page.getByRole("menuitem").allTextContents();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  return names.map((name) => name.trim());
}

export async function choose(page: Page, person: Person, entry: string): Promise<void> {
  await member(page, person).click();
  await page.getByRole("menuitem", { name: entry }).click();
}
