import { InvalidArgumentError, Option, type Command } from 'commander';
import { paymentMethods, type PaymentMethod } from '#contract/payment-words';
import { stripeSettings, withAdmin } from './admin.ts';

type Options = {
  tenant: string;
  company: string;
  mode: 'test' | 'live';
  name: string;
  method: PaymentMethod[];
  min?: string;
  max?: string;
};

/** `portico payments set`: where a company takes money. */
export function addPayments(program: Command): void {
  program
    .command('payments')
    .description('accounts with payment providers')
    .command('set')
    .description(
      'sets up the Stripe account of a company; its keys come from STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET',
    )
    .requiredOption('--tenant <slug>', 'whose account it is')
    .requiredOption('--company <code>', 'the legal entity that is paid')
    .addOption(
      new Option('--mode <mode>', 'which of Stripe’s two worlds')
        .choices(['test', 'live'])
        .default('test'),
    )
    .requiredOption('--name <name>', 'as the customer reads it')
    .addOption(
      new Option('--method <method>', 'a way to pay; again for another')
        .argParser((method: string, before: PaymentMethod[] = []) => [...before, methodOf(method)])
        .makeOptionMandatory(),
    )
    .option('--min <amount>', 'least amount of a payment')
    .option('--max <amount>', 'most of one')
    .action(({ tenant, ...account }: Options) =>
      withAdmin(async (admin) => {
        const { company, mode, name, method: methods, min, max } = account;
        const id = await admin.setPaymentAccount(tenant, {
          company,
          mode,
          name,
          methods,
          provider: 'stripe',
          ...(min && { min }),
          ...(max && { max }),
          credentials: stripeSettings(),
        });
        console.log(`Have Stripe send its webhooks to <PUBLIC_URL>/payment-hints/${tenant}/${id}`);
      }),
    );
}

function methodOf(text: string): PaymentMethod {
  const method = paymentMethods.find((one) => one === text);
  if (!method) throw new InvalidArgumentError(`Allowed are ${paymentMethods.join(', ')}.`);
  return method;
}
