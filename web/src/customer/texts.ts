// Every text of the page, in every language. {braces} are filled in.

import { Speech, type Catalogue, type Language } from '../chat/speech.ts';
import * as chat from '../chat/texts.ts';

const en = {
  ...chat.en,
  title: 'Chat with us',
  nameLabel: 'Your name',
  start: 'Start chat',
  starting: 'Starting…',
  pastTitle: 'Your earlier chats in this browser',
  pastNone: 'Chats that you have ended appear here, and you can go on with them.',
  pastLine: '{name}, {time}',
  rejoin: 'Go on with this chat',
  rejoinNamed: 'Go on with the chat of {time}',
  forget: 'Remove from the list',
  forgetNamed: 'Remove the chat of {time} from the list',
  chatTitle: 'Chat as {name}',
  leave: 'Leave chat',
  leaving: 'Leaving…',
  leaveFailed: 'You could not leave the chat. Please try again.',
  back: 'Back to the start',
  stateConnecting: 'Connecting…',
  stateConnected: 'Connected',
  stateReconnecting: 'The connection was lost. Reconnecting…',
  stateBroken: 'There is no connection.',
  stateEnded: 'This chat has ended.',
  errorNetwork: 'The server cannot be reached. Check your connection and try again.',
  errorBusy: 'There are too many new chats just now. Please try again in a minute.',
  errorStillOpen: 'This chat has not ended yet: it is open in another window or being closed. Please try again in a moment.',
  errorGone: 'This chat is no longer kept, or no chats can be started here at the moment.',
  errorBadTicket: 'This chat cannot be continued from this browser.',
  errorName: 'Please enter a name of at most 256 characters.',
  errorFailed: 'The chat could not be started. Please try again later.',
};

export type TextKey = keyof typeof en;

const de: Record<TextKey, string> = {
  ...chat.de,
  title: 'Chatten Sie mit uns',
  nameLabel: 'Ihr Name',
  start: 'Chat beginnen',
  starting: 'Beginnt…',
  pastTitle: 'Ihre früheren Chats in diesem Browser',
  pastNone: 'Hier erscheinen Chats, die Sie beendet haben. Sie können sie fortsetzen.',
  pastLine: '{name}, {time}',
  rejoin: 'Diesen Chat fortsetzen',
  rejoinNamed: 'Den Chat vom {time} fortsetzen',
  forget: 'Aus der Liste entfernen',
  forgetNamed: 'Den Chat vom {time} aus der Liste entfernen',
  chatTitle: 'Chat als {name}',
  leave: 'Chat verlassen',
  leaving: 'Wird verlassen…',
  leaveFailed: 'Sie konnten den Chat nicht verlassen. Bitte versuchen Sie es noch einmal.',
  back: 'Zurück zum Anfang',
  stateConnecting: 'Verbindung wird aufgebaut…',
  stateConnected: 'Verbunden',
  stateReconnecting: 'Die Verbindung ist abgebrochen. Sie wird wiederhergestellt…',
  stateBroken: 'Es besteht keine Verbindung.',
  stateEnded: 'Dieser Chat ist beendet.',
  errorNetwork: 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  errorBusy: 'Gerade beginnen zu viele Chats. Bitte versuchen Sie es in einer Minute noch einmal.',
  errorStillOpen: 'Dieser Chat ist noch nicht beendet: Er ist in einem anderen Fenster offen oder wird gerade geschlossen. Bitte versuchen Sie es gleich noch einmal.',
  errorGone: 'Dieser Chat ist nicht mehr vorhanden, oder hier können zurzeit keine Chats beginnen.',
  errorBadTicket: 'Dieser Chat kann von diesem Browser aus nicht fortgesetzt werden.',
  errorName: 'Bitte geben Sie einen Namen mit höchstens 256 Zeichen ein.',
  errorFailed: 'Der Chat konnte nicht beginnen. Bitte versuchen Sie es später noch einmal.',
};

export const catalogue: Catalogue<TextKey> = { en, de };

export class Texts extends Speech<TextKey> {
  constructor(language: Language, wanted: readonly string[] = []) {
    super(catalogue, language, wanted);
  }
}
