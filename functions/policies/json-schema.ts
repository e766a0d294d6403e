import * as z from 'zod';
import { policySchema } from '../contracts/policy.ts';

/** JSON Schema of a policy as it is written, for editors; draft 7 is what they understand best. */
function policyJsonSchema(): object {
  return { title: 'cureflow policy', ...z.toJSONSchema(policySchema, { io: 'input', target: 'draft-7' }) };
}

/** The text of `policies/policy.schema.json`. */
export const policyJsonSchemaText = () => `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
