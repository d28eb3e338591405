"""PostgreSQL: a ``tsvector`` beside each reply, and the function that looks in it.

Three things are not as one would write them first:

- A word is kept under its business (six characters before each), so that a word that is
  frequent elsewhere costs nobody else anything.
- Row level security lets no index be used with ``@@``, since that operator is not
  leakproof. So `found_replies` runs as a role that owns nothing and may read four
  columns; it looks at the business that was entered and nothing else, and gives ids,
  whose rows are then read under the ordinary wall.
- A frequent word is found soonest by walking from the newest reply back, a rare one by
  the index. It walks a short way, then asks the index for spans that grow eightfold,
  and faster while there is nothing: what it reads is what it shows, not all that was
  ever said about the word.
"""

from collections.abc import Iterator

from django.conf import settings

from feedback import roles

ROLE_SUFFIX = "_search"
# The languages whose word endings PostgreSQL knows; in others a word is as it stands.
_STEMS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


def statements() -> Iterator[str]:
    """Yield the functions, the triggers and, where roles are ours, the wall."""
    yield from functions()
    if settings.DATABASE_ROLE:
        yield from _wall(settings.DATABASE_ROLE)


def functions() -> Iterator[str]:
    """Yield the functions and the triggers: they need no role of ours to be there."""
    yield _config()
    yield _PLAIN
    yield _DOCUMENT
    yield _QUERY
    yield from _KEEPING
    yield _FOUND


def _config() -> str:
    known = " ".join(
        f"WHEN '{code}' THEN 'pg_catalog.{name}'" for code, name in _STEMS.items()
    )
    return f"""
        CREATE OR REPLACE FUNCTION search_config(language text) RETURNS regconfig
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT (CASE left(language, 2) {known}
                ELSE 'pg_catalog.simple' END)::regconfig
        $$"""


# Small letters without accents; whatever is no letter, digit or picture is a space.
_PLAIN = r"""
    CREATE OR REPLACE FUNCTION search_plain(said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT regexp_replace(
            CASE WHEN octet_length(said) = length(said) THEN lower(said)
            ELSE lower(regexp_replace(
                normalize(said, NFKD), '[\u0300-\u036f]+', '', 'g'))
            END,
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f'
                '\u3000-\u303f]+', ' ', 'g')
    $$"""

# Every word as it stands and by its stem, under the business.
_DOCUMENT = """
    CREATE OR REPLACE FUNCTION search_document(
        business uuid, language text, said text
    ) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        plain text := public.search_plain(said);
        business_key text := left(md5(business::text), 6);
    BEGIN
        RETURN array_to_tsvector(ARRAY(
            SELECT business_key || left(word, 60) FROM unnest(
                string_to_array(plain, ' ')
                || tsvector_to_array(
                    to_tsvector(public.search_config(language), plain))
            ) AS word WHERE word <> ''
        ));
    END $$"""

# Every term must be there: as it stands or, in one of the languages, by its stem. The
# last may be the beginning of a word (for each of them the index would gather all that
# begins so). Terms hold no mark that a query would read as an operator: none is left.
_QUERY = """
    CREATE OR REPLACE FUNCTION search_query(
        business uuid, languages text[], terms text
    ) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
        WITH wanted AS (
            SELECT term, max(place) AS place
            FROM unnest(string_to_array(public.search_plain(terms), ' '))
                WITH ORDINALITY AS each(term, place)
            WHERE term <> '' GROUP BY term
        )
        SELECT coalesce(string_agg('(' || (
            SELECT string_agg(DISTINCT found, ' | ') FROM (
                SELECT '''' || left(md5(business::text), 6) || left(term, 60)
                    || CASE WHEN length(term) < 3
                        OR place < (SELECT max(place) FROM wanted)
                        THEN '''' ELSE ''':*' END
                UNION ALL
                SELECT '''' || left(md5(business::text), 6) || left(stem, 60) || ''''
                FROM unnest(languages) AS language, unnest(tsvector_to_array(
                    to_tsvector(public.search_config(language), term))) AS stem
            ) AS ways(found)
        ) || ')', ' & '), '')::tsquery
        FROM wanted
    $$"""

_KEEPING = (
    """
    CREATE OR REPLACE FUNCTION search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        said text := NEW.words || ' ' || NEW.goal || ' ' || coalesce((
            SELECT name FROM public.customers_customer WHERE id = NEW.customer_id), '');
        spoken text := coalesce(nullif(NEW.language, ''), (
            SELECT language FROM public.surveys_surveyversion
            WHERE id = NEW.version_id));
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            said := said || ' ' || coalesce((
                SELECT string_agg(words, ' ') FROM public.surveys_customermessage
                WHERE reply_id = NEW.id), '');
        END IF;
        NEW.search := public.search_document(NEW.business_id, spoken, said);
        RETURN NEW;
    END $$""",
    """
    CREATE OR REPLACE TRIGGER search_keep
    BEFORE INSERT OR UPDATE OF words, goal, language, customer_id ON surveys_reply
    FOR EACH ROW EXECUTE FUNCTION search_keep()""",
    """
    CREATE OR REPLACE FUNCTION search_keep_name() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN
        UPDATE public.surveys_reply SET words = words WHERE customer_id = NEW.id;
        RETURN NULL;
    END $$""",
    """
    CREATE OR REPLACE TRIGGER search_keep_name
    AFTER UPDATE OF name ON customers_customer FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION search_keep_name()""",
    """
    CREATE OR REPLACE FUNCTION search_keep_message() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN
        UPDATE public.surveys_reply SET words = words
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.reply_id ELSE NEW.reply_id END;
        RETURN NULL;
    END $$""",
    """
    CREATE OR REPLACE TRIGGER search_keep_message
    AFTER INSERT OR UPDATE OF words OR DELETE ON surveys_customermessage
    FOR EACH ROW EXECUTE FUNCTION search_keep_message()""",
)

_FOUND = """
    CREATE OR REPLACE FUNCTION found_replies(
        wanted tsquery, since timestamptz, until timestamptz, until_id uuid,
        most integer, walked integer
    ) RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 60
    SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
        own uuid := nullif(nullif(
            current_setting('app.business', true), ''), '*')::uuid;
        hits uuid[];
        seen integer;
        newest timestamptz;
        edge timestamptz;
        oldest timestamptz;
    BEGIN
        SELECT count(*), max(submitted_at), min(submitted_at),
            array_agg(id ORDER BY submitted_at DESC, id DESC)
                FILTER (WHERE search @@ wanted)
        INTO seen, newest, edge, hits FROM (
            SELECT id, submitted_at, search FROM surveys_reply
            WHERE business_id = own
                AND submitted_at >= since AND submitted_at <= until
                AND (submitted_at < until OR id < until_id)
            ORDER BY submitted_at DESC, id DESC LIMIT walked
        ) AS near;
        IF seen < walked OR cardinality(hits) >= most THEN
            RETURN QUERY SELECT unnest(hits[1:most]);
            RETURN;
        END IF;
        oldest := greatest(since, (
            SELECT min(submitted_at) FROM surveys_reply WHERE business_id = own));
        LOOP
            edge := greatest(
                oldest, newest - greatest(newest - edge, interval '1 hour')
                    * CASE WHEN cardinality(hits) > 0 THEN 8 ELSE 64 END);
            hits := ARRAY(
                WITH hit AS MATERIALIZED (
                    SELECT id, submitted_at FROM surveys_reply
                    WHERE search @@ wanted AND business_id = own
                        AND submitted_at >= edge AND submitted_at <= until
                        AND (submitted_at < until OR id < until_id)
                ) SELECT id FROM hit ORDER BY submitted_at DESC, id DESC LIMIT most);
            EXIT WHEN cardinality(hits) >= most OR edge <= oldest;
        END LOOP;
        RETURN QUERY SELECT unnest(hits);
    END $$"""


def _wall(role: str) -> Iterator[str]:
    """Let `found_replies`, and nothing else, look past row level security: as a role
    that nobody logs in as, for the columns it needs.
    """
    seer = f"{role}{ROLE_SUFFIX}"
    called = "found_replies(tsquery, timestamptz, timestamptz, uuid, integer, integer)"
    columns = "id, business_id, submitted_at, search"
    yield from roles.statements(seer)
    yield f'GRANT USAGE, CREATE ON SCHEMA public TO "{seer}"'
    yield f'GRANT SELECT ({columns}) ON surveys_reply TO "{seer}"'
    yield "DROP POLICY IF EXISTS search_sees ON surveys_reply"
    yield (
        f'CREATE POLICY search_sees ON surveys_reply FOR SELECT TO "{seer}"'
        " USING (true)"
    )
    yield f'ALTER FUNCTION {called} OWNER TO "{seer}"'
    yield f"ALTER FUNCTION {called} SECURITY DEFINER"
    yield f"REVOKE ALL ON FUNCTION {called} FROM PUBLIC"
    yield f'GRANT EXECUTE ON FUNCTION {called} TO "{role}"'
    yield f'REVOKE CREATE ON SCHEMA public FROM "{seer}"'
