import type { Knex } from 'knex';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

export type MaterialRecord = {
  id: string;
  number: string;
  numberKey: string;
  descriptions: Record<string, string>;
  unit: string;
};

/**
 * A select of `tenant_id, id, number_key` of materials, each once. It is read in the order of `number_key`
 * and looked up by `id`, so an index should serve either.
 */
export type MaterialRows = {
  /** The same for the same text of `sql`: statements are prepared by it. */
  name: string;
  sql: string;
  bindings: readonly Knex.Value[];
  /** Where they are few, a select that gives these and may give more: read whole, and asked for the words. */
  few?: Candidates;
};

export type MaterialSearch = {
  /** Each material has a word that begins like each of these; as `searchWords` gives them. */
  words: readonly string[];
  /** Look-up key of the number the page before ended with. */
  after: string | null;
  limit: number;
  /** What to search within; all active materials unless given. */
  within?: MaterialRows;
};

/** A word that no more materials have is rare: those are looked at one by one. */
const few = 1000;
/** A beginning of no more words than these is read word by word, each in the order of the list. */
const fewForms = 6;
/** How far to go along the list itself, looking for a common beginning of many words. */
const stroll = 500;

/**
 * Materials by number. What is cheap depends on the words, and the planner, which believes that they fall
 * independently of each other and of the numbers, is wrong about it by a factor of hundreds: two common
 * words that seldom meet, or a word whose materials all stand at the end. Hence the words are looked at
 * first, and one of them leads, unless what is searched within is few: its materials are read in the order of the list, and asked for the others
 * until the page is full. From then on the transaction plans its statements as this search needs it.
 */
export async function searchMaterials(
  db: Db,
  { words, ...page }: MaterialSearch,
): Promise<MaterialRecord[]> {
  const needed = distinct(words);
  if (needed.length === 0) return select(db, 'every', [], inOrder(page), page);
  if (page.within?.few) return select(db, 'few', needed, ofFew(page.within.few, page), page);
  const [lead, ...others] = (await lookAt(db, needed)).toSorted(byUse) as [Word, ...Word[]];
  const rest = others.map(({ text }) => text);
  const { forms, count, text } = lead;
  if (count > few && forms.length <= fewForms)
    return select(db, `forms ${forms.length}`, rest, ofForms(forms, page), page);
  if (count > few) {
    const found = await select(db, 'walk', needed, inOrder(page, stroll), page);
    if (found.length === page.limit) return found;
  }
  return select(db, 'list', rest, ofBeginning(text, page), page);
}

/** Each once, and without those that another one begins with: who has that has these. */
const distinct = (words: readonly string[]) =>
  [...new Set(words)].filter(
    (word) => !words.some((other) => other !== word && other.startsWith(word)),
  );

// As a range, which an index serves; `like` is not, behind row-level security.
const beginning = 'word >= ? and word < ?';
const last = '\u{10FFFF}';
const rangeOf = (word: string) => [word, word + last];

type Word = {
  text: string;
  /** How many materials have it, up to one more than a few. */
  count: number;
  /** The words that begin so, up to one more than a few. */
  forms: string[];
};

/** The rarest first; of common ones those with few forms, and then the longest: likely the least common. */
const byUse = (a: Word, b: Word) =>
  a.count - b.count || a.forms.length - b.forms.length || b.text.length - a.text.length;

/**
 * For a select list: plans what comes after it in the transaction as this search needs it. The shape of the
 * statements is the plan: planning each anew, or for several processors, costs more than running it.
 * Disks have not been slow at jumping for long.
 */
export const plannedForMany = `set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('max_parallel_workers_per_gather', '0', true), set_config('random_page_cost', '1.1', true)`;

/** Looks up how common words are. Sets the transaction up on the way. */
async function lookAt(db: Db, words: readonly string[]): Promise<Word[]> {
  return rowsOf<Word>(
    db,
    `select b.text,
         (select count(*)::int from (
           select from material_words where word >= b.text and word < b.beyond limit ${few + 1}
         ) w) as count,
         array(
           with recursive form as (
             (select word from material_words where word >= b.text and word < b.beyond order by word limit 1)
             union all
             select (select w.word from material_words w where w.word > form.word and w.word < b.beyond order by w.word limit 1)
             from form where form.word is not null
           )
           select word from form where word is not null limit ${fewForms + 1}
         ) as forms,
         ${plannedForMany}
       from jsonb_to_recordset(?::jsonb) as b (text text, beyond text)`,
    [JSON.stringify(words.map((text) => ({ text, beyond: text + last })))],
    { name: 'materials words' },
  );
}

/** A select of `tenant_id, id, number_key`, in this order of numbers. */
export type Candidates = { sql: string; bindings: readonly Knex.Value[] };
type Page = Omit<MaterialSearch, 'words'>;

const columns = 'tenant_id, id, number_key';
const every = `select ${columns} from materials where active and deleted_at is null`;

const behind = (after: string | null) =>
  after === null ? { sql: '', bindings: [] } : { sql: 'and number_key > ?', bindings: [after] };

/** The materials themselves, all or so many. */
function inOrder({ after, within }: Page, most?: number): Candidates {
  const from = behind(after);
  const { sql, bindings } = within ?? { sql: every, bindings: [] };
  return {
    sql: `select ${columns} from (${sql}) r where true ${from.sql} order by number_key ${most ? `limit ${most}` : 'offset 0'}`,
    bindings: [...bindings, ...from.bindings],
  };
}

/** Of few materials those behind the page before. */
function ofFew(few: Candidates, { after }: Page): Candidates {
  const from = behind(after);
  return {
    sql: `select tenant_id, id, number_key from (${few.sql}) r where true ${from.sql}
      group by 1, 2, 3 order by number_key offset 0`,
    bindings: [...few.bindings, ...from.bindings],
  };
}

/** Those with one of these words: each is read in the order of numbers, and together they are merged. */
function ofForms(forms: readonly string[], { after }: Page): Candidates {
  const from = behind(after);
  const form = `(select tenant_id, material_id as id, number_key from material_words
    where word = ? ${from.sql} order by number_key offset 0)`;
  return {
    sql: `select distinct on (number_key) ${columns} from (${forms.map(() => form).join(' union all ')}) f
      order by number_key offset 0`,
    bindings: forms.flatMap((word) => [word, ...from.bindings]),
  };
}

/** Those with a word that begins so. */
function ofBeginning(word: string, { after }: Page): Candidates {
  const from = behind(after);
  return {
    sql: `select tenant_id, material_id as id, number_key from material_words
      where ${beginning} ${from.sql} group by 1, 2, 3 order by number_key offset 0`,
    bindings: [...rangeOf(word), ...from.bindings],
  };
}

/**
 * The first candidates with all words. `offset 0` keeps the planner from joining what must be looked up
 * candidate by candidate, so that nothing is looked up behind the last one needed.
 */
async function select(
  db: Db,
  name: string,
  words: readonly string[],
  candidates: Candidates,
  { after, limit, within }: Page,
): Promise<MaterialRecord[]> {
  const has = `and exists (select from material_words w
    where w.tenant_id = c.tenant_id and w.material_id = c.id and ${beginning} offset 0)`;
  const belongs = within
    ? `and exists (select from (${within.sql}) r where r.tenant_id = c.tenant_id and r.id = c.id offset 0)`
    : '';
  // Each shape is planned once per connection, but for those that hardly anybody asks for.
  const part = `${within?.name ?? 'all'} ${after === null ? 'first' : 'next'}`;
  const shape = `materials ${part} ${name} ${words.length}`;
  return rowsOf<MaterialRecord>(
    db,
    `select m.id, m.number, m.number_key as "numberKey", m.descriptions, m.unit from (${candidates.sql}) c
     cross join lateral (
       select id, number, number_key, descriptions, unit from materials
       where tenant_id = c.tenant_id and id = c.id and active and deleted_at is null offset 0
     ) m
     where true ${words.map(() => has).join(' ')} ${belongs} order by c.number_key limit ?`,
    [...candidates.bindings, ...words.flatMap(rangeOf), ...(within?.bindings ?? []), limit],
    { name: words.length > 4 ? undefined : shape },
  );
}
