/** Clients that were written for Microsoft Graph, unchanged, against the service on PostgreSQL. */
import { clientsOn } from './suites/clients.ts';

clientsOn('postgresql');
