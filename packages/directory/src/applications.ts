/** Applications and their service principals: two objects, of which the second follows the first. */
import type { Clock } from '@drawbridge/base';
import { fromTemplate, type InstantiableTemplate } from './application-template.ts';
import { patchOne, type DirectoryNeeds, type DirectoryObjects } from './directory-objects.ts';
import { objectNotFound } from './failure.ts';
import { checkApplicationChange, followApplication, followingPatch } from './follow-application.ts';
import type { ApplicationInput, ServicePrincipalInput } from './input.ts';
import { mustBeId, mustExist } from './must-exist.ts';
import { toGraph, type Application, type ServicePrincipal } from './object.ts';
import type { Transactions } from './transactions.ts';
import { readPatch } from './validate.ts';

export class Applications {
  readonly #transactions: Transactions;
  readonly #clock: Clock;
  readonly #objects: DirectoryObjects;

  constructor({ transactions, clock }: DirectoryNeeds, objects: DirectoryObjects) {
    this.#transactions = transactions;
    this.#clock = clock;
    this.#objects = objects;
  }

  /** Application and service principal from a template of the gallery. Throws OBJECT_INVALID. */
  async instantiate(
    template: InstantiableTemplate,
    { displayName }: { displayName: string },
  ): Promise<{ application: Application; servicePrincipal: ServicePrincipal }> {
    const values = fromTemplate(template, displayName);
    const application = this.#objects.prepare('Application', values.application);
    const servicePrincipal = this.#objects.prepare('ServicePrincipal', values.servicePrincipal);
    await this.#transactions.write(async (writes) => {
      await writes.insertObjects('Application', [application]);
      await writes.insertObjects('ServicePrincipal', [servicePrincipal]);
    });
    return { application: toGraph(application), servicePrincipal: toGraph(servicePrincipal) };
  }

  /** Its service principal follows. Throws OBJECT_INVALID when a role goes that is enabled, OBJECT_NOT_FOUND. */
  async update(id: string, patch: ApplicationInput): Promise<void> {
    const values = readPatch('Application', patch);
    await this.#transactions.write(async (writes) => {
      const { values: before } = await mustExist(writes, 'Application', id);
      checkApplicationChange(before, values);
      await patchOne(writes, 'Application', id, values);
      const following = followingPatch({ ...before, ...values }, values);
      if (!following) return;
      await followApplication(writes, 'Application', id, async ([principalId]) => {
        if (principalId === undefined) return;
        await writes.patchObjects('ServicePrincipal', [{ id: principalId, values: following }]);
        if ('appRoles' in following) await writes.touchAssigned(principalId);
      });
    });
  }

  /** Takes its service principal along. */
  async delete(id: string): Promise<void> {
    mustBeId(id);
    const at = this.#clock.now();
    await this.#transactions.write(async (writes) => {
      await followApplication(writes, 'Application', id, (principals) =>
        writes.softDelete('ServicePrincipal', principals, at),
      );
      if ((await writes.softDelete('Application', [id], at)).size === 0) throw objectNotFound(id);
    });
  }

  /** When its roles change, everybody assigned to it is evaluated again. Throws OBJECT_INVALID when a role goes that is enabled. */
  async updateServicePrincipal(id: string, patch: ServicePrincipalInput): Promise<void> {
    const values = readPatch('ServicePrincipal', patch);
    await this.#transactions.write(async (writes) => {
      if ('appRoles' in values)
        checkApplicationChange((await mustExist(writes, 'ServicePrincipal', id)).values, values);
      await patchOne(writes, 'ServicePrincipal', id, values);
      if ('appRoles' in values) await writes.touchAssigned(id);
    });
  }

  /** By id, or by appId. Throws OBJECT_NOT_FOUND. */
  async getServicePrincipal(key: string | { readonly appId: string }): Promise<ServicePrincipal> {
    if (typeof key === 'string') return this.#objects.get('ServicePrincipal', key);
    const found = await this.#objects.findBy('ServicePrincipal', 'appId', mustBeId(key.appId));
    if (!found) throw objectNotFound(key.appId);
    return found;
  }
}
