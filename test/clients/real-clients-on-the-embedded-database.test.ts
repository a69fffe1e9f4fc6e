/** Clients that were written for Microsoft Graph, unchanged, against the service on its embedded database. */
import { clientsOn } from './suites/clients.ts';

clientsOn('embedded');
