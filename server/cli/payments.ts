import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  paymentMethods,
  paymentProviders,
  type PaymentMethod,
  type PaymentProviderName,
} from '#contract/payment-words';
import { paymentKeys, withAdmin } from './admin.ts';

type Options = {
  tenant: string;
  company: string;
  mode: 'test' | 'live';
  name: string;
  method: PaymentMethod[];
  min?: string;
  max?: string;
  provider: PaymentProviderName;
  secondAbove?: string;
  onAccount?: boolean;
  bank?: string;
  beneficiary?: string;
  account?: string;
};

/** `portico payments set`: where a company takes money. */
export function addPayments(program: Command): void {
  program
    .command('payments')
    .description('accounts with payment providers')
    .command('set')
    .description(
      'sets up where a company is paid; keys come from STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or from MERCADOPAGO_ACCESS_TOKEN and MERCADOPAGO_WEBHOOK_SECRET',
    )
    .requiredOption('--tenant <slug>', 'whose account it is')
    .requiredOption('--company <code>', 'the legal entity that is paid')
    .addOption(
      new Option(
        '--provider <provider>',
        'who takes the payments; manual are transfers that people confirm',
      )
        .choices(paymentProviders)
        .default('stripe'),
    )
    .addOption(
      new Option('--mode <mode>', 'which of the provider’s two worlds')
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
    .option('--second-above <amount>', 'above it a second person confirms that money goes back; 0')
    .option('--on-account', 'takes money for no document too')
    .option('--bank <name>', 'of a transfer')
    .option('--beneficiary <name>', 'of a transfer')
    .option('--account <text>', 'of a transfer: a CLABE, a Pix key or an account')
    .action((asked: Options) => setAccount(asked));
}

const setAccount = ({ tenant, ...asked }: Options): Promise<void> =>
  withAdmin(async (admin) => {
    const {
      company,
      mode,
      name,
      method: methods,
      min,
      max,
      provider,
      secondAbove,
      onAccount,
    } = asked;
    const common = {
      company,
      mode,
      name,
      methods,
      ...(min && { min }),
      ...(max && { max }),
      ...(secondAbove && { secondAbove }),
      ...(onAccount && { onAccount }),
    };
    if (provider === 'manual') {
      const { bank, beneficiary, account } = asked;
      if (!bank || !beneficiary || !account)
        throw new InvalidArgumentError('A transfer needs --bank, --beneficiary and --account.');
      const details = { bank, beneficiary, account };
      await admin.setPaymentAccount(tenant, { ...common, provider, details });
      return;
    }
    const credentials = paymentKeys(provider);
    const id = await admin.setPaymentAccount(tenant, { ...common, provider, credentials });
    console.log(`Have it send its webhooks to <PUBLIC_URL>/payment-hints/${tenant}/${id}`);
  });

function methodOf(text: string): PaymentMethod {
  const method = paymentMethods.find((one) => one === text);
  if (!method) throw new InvalidArgumentError(`Allowed are ${paymentMethods.join(', ')}.`);
  return method;
}
