// The beginnings of drafts by chat, for the list of chats. Who keeps drafts puts them here.
import { signal } from "@preact/signals";

export const draftTexts = signal<ReadonlyMap<number, string>>(new Map());
