"""Which column is what, guessed from its heading in several languages: pure."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

# What a list can say about a row, in the order of the sample file.
FIELDS = (
    *("name", "first", "last", "email", "phone", "what", "when"),
    *("who", "reference", "value", "external_id", "language"),
)
ATTRIBUTES = "attributes"
MOST_ATTRIBUTES = 20
# English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Polish; with
# neither spaces nor accents.
_WORDS = {
    "name": "name customer customername client clientname fullname contact person"
    " kunde kundenname nom client nomcomplet nombre cliente nombrecompleto nome naam"
    " klant klantnaam namn kund imieinazwisko klient",
    "first": "firstname forename givenname first vorname prenom voornaam fornamn imie"
    " primeironome nombredepila",
    "last": "lastname surname familyname last nachname nomdefamille apellido apellidos"
    " cognome achternaam efternamn nazwisko sobrenome apelido",
    "email": "email emailaddress mail customeremail contactemail emailid emailadresse"
    " mailadresse adresseemail courriel correo correoelectronico posta postaelettronica"
    " emailadres epost epostadress adresemail",
    "phone": "phone telephone mobile tel phonenumber mobilenumber cell telefon handy"
    " telefonnummer mobil portable telefono movil celular cellulare telefoon mobiel"
    " telefoonnummer telefone telemovel mobilnummer numertelefonu",
    "what": "what whatwedid whatyoudid"
    " service job jobtype work workdone kind treatment"
    " appointmenttype description product item type interaction leistung auftrag"
    " arbeit prestation service servicio trabajo servizio lavoro dienst werk servico"
    " tjanst usluga beschreibung",
    "when": "when date day jobdate servicedate completed completedon visited"
    " appointment appointmentdate orderdate invoicedate datetime datum tag termin"
    " date jour fecha dia data giorno dag",
    "who": "who whodidit handledby handler by staff staffmember engineer technician"
    " stylist employee doneby assignedto therapist mechanic mitarbeiter bearbeiter"
    " employe technicien empleado tecnico impiegato medewerker funcionario pracownik",
    "reference": "reference yourreference"
    " ref jobnumber jobno invoice invoicenumber invoiceno order"
    " ordernumber orderno number rechnung rechnungsnummer auftragsnummer facture"
    " numerofacture factura numerofactura fattura factuur factuurnummer",
    "value": "value valueofthesale amount total price sale saleamount grandtotal"
    " betrag summe preis montant prix importe precio importo prezzo bedrag prijs"
    " valor preco belopp",
    "external_id": "id customerid clientid externalid customernumber customerno"
    " accountnumber kundennummer kundennr numeroclient idcliente codicecliente"
    " klantnummer kundnummer",
    "language": "language lang locale sprache langue idioma lingua taal sprak jezyk",
}
_MEANS = {word: field for field, words in _WORDS.items() for word in words.split()}
_WHO = frozenset({"name", "first", "last", "email", "phone"})


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Whether a first line names columns rather than being about somebody."""
    if any("@" in cell for cell in cells):
        return False
    known = guess(cells)
    return bool(known.keys() & _WHO) and (len(known) >= 2 or "email" in known)


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Return field → column for the headings we know, the first of each."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(headings):
        field = _MEANS.get(bare(heading))
        if field:
            columns.setdefault(field, at)
    if "name" in columns:
        columns.pop("first", None)
        columns.pop("last", None)
    return columns


def guess_by_cells(lines: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return field → column for a list without headings: the address is known by its
    sign, and the rest as the paste page has it if the address stands second.
    """
    width = max((len(line) for line in lines), default=0)
    for at in range(width):
        if any("@" in line[at] for line in lines if at < len(line)):
            usual = ("name", "email", "what", "when", "who", "reference", "value")
            if at == 1:
                return {field: n for n, field in enumerate(usual) if n < width}
            return {"email": at}
    return {}


def signature(headings: Sequence[str]) -> str:
    """Return what makes two lists of one form: their headings in order."""
    words = "\x1f".join(bare(heading) or "-" for heading in headings)
    return hashlib.sha256(words.encode()).hexdigest()


def bare(heading: str) -> str:
    """Return a heading without case, accents, spaces and signs."""
    parts = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z]", "", parts.replace("ß", "ss"))


def in_bounds(columns: Mapping[str, object], width: int) -> bool:
    """Whether every column that a matching names is there."""
    kept = columns.get(ATTRIBUTES)
    named = [*columns.values(), *(kept if isinstance(kept, list) else ())]
    places = [at for at in named if isinstance(at, int)]
    return all(0 <= at < width for at in places)
