"""Sentences that customers might write, each with the alert that its words should
raise. Written for this test by hand. `SENTENCES` by whoever wrote the phrase lists,
right after them: it shows that the lists do what they say, not how people write.
`FRESH` was written once the lists stood, with other turns of phrase on purpose (there
they found one in ten), and the lists then learned from it. `LATER` was written after
that and the lists were not changed for it: it is the only guess at what they do with
words they have not seen. Many of all three are close to an alert and none ("not angry
at all").

A = angry or about to leave, P = "our policy is", C = wants contact, U = not solved
(told for a good rating), - = none.
"""

SENTENCES = """
A|I am absolutely furious about the way I was spoken to.
A|This is a disgrace, I have never been treated like this.
A|You lot are cowboys and I will be telling my neighbours.
A|I want my money back.
A|I will not be using you again.
A|Never again. Three visits and three different stories.
A|That's the last time I use this garage.
A|We are looking for someone else to do our accounts.
A|I'm cancelling my contract at the end of the month.
A|Dan was polite but I'm fed up with waiting, we will go elsewhere.
A|The receptionist was so rude to my mother.
A|I feel ripped off.
A|It is a rip-off, plain and simple.
A|I am making a formal complaint.
A|You lied to me about the price.
A|Expect a letter from my solicitor.
A|I would never recommend this salon to anyone.
A|I cannot recommend them.
A|Absolutely disgusted with the state of the bathroom.
A|What a shambles.
A|You've lost a customer.
A|My husband is livid.
A|I've had enough of excuses.
A|Completely unacceptable.
A|How dare you charge for that.
A|I won't be back.
A|Sick and tired of chasing you for an invoice.
A|He shouted at me in front of my children.
A|The worst service I have ever had.
A|We have switched to another supplier because of this.
A|Think twice before you book here.
A|It made me so angry that I hung up.
A|Ich bin stinksauer.
A|Das ist eine Unverschämtheit.
A|Nie wieder!
A|Ich fühle mich betrogen.
A|Reine Abzocke, 200 Euro für zehn Minuten.
A|Wir suchen uns einen anderen Anbieter.
A|Ich kann diese Werkstatt nicht empfehlen.
A|Das war das letzte Mal, dass ich hier war.
A|Ich werde den Vertrag kündigen.
A|Mir reicht es jetzt.
A|Der Monteur war frech zu meiner Frau.
A|Finger weg von diesem Laden.
A|Ich werde mich beschweren.
A|Eine Frechheit, wie man hier behandelt wird.
A|Ich ärgere mich sehr über die Rechnung.
A|Einfach nur katastrophal.
A|Sie haben einen Kunden verloren.
A|So etwas Unhöfliches habe ich noch nicht erlebt, wir kommen nicht wieder.
P|She said it's company policy and that was that.
P|I was told it is your policy not to give refunds after 14 days.
P|Because of policy he could not leave the part with me.
P|Rules are rules, they told me.
P|He said the system won't let him change the date.
P|They just said there's nothing we can do.
P|"Not my department", and then the line went dead.
P|Could not do anything because of policy.
P|I was sent to read the terms.
P|Mir wurde gesagt, das ist Vorschrift.
P|Man sagte mir, das sei bei uns so.
P|Da kann man nichts machen, hieß es.
P|Laut AGB geht das nicht.
P|Der Mann am Telefon sagte, er sei nicht zuständig.
P|Das System lässt das nicht zu.
C|Please call me, I have a question about the bill.
C|Could somebody call me about the guarantee?
C|I would like to speak to a manager.
C|Can someone ring me on Friday?
C|Please get in touch.
C|I'd like to hear from you about the second visit.
C|Still waiting for a reply to my letter.
C|If somebody could call me back that would be lovely.
C|Bitte rufen Sie mich an.
C|Ich bitte um Rückruf.
C|Ich möchte mit dem Chef sprechen.
C|Melden Sie sich bitte bei mir.
C|Ich warte immer noch auf Ihren Anruf.
U|Lovely man, but the tap still drips.
U|Very friendly, sadly the boiler is still not working.
U|He was kind and quick but he couldn't fix it.
U|Great people, yet the problem came back on Sunday.
U|Nice chat, but nobody could tell me what was wrong.
U|Really helpful lady, only I still have the same problem.
U|So polite. The noise is still there and it stopped working again.
U|Sehr nett, aber der Hahn tropft immer noch.
U|Freundlich, aber das Problem besteht weiter.
U|Der Techniker war toll, konnte uns aber leider nicht helfen.
U|Alles prima, nur die Heizung ist wieder kaputt.
U|Nettes Gespräch, die Anlage funktioniert noch nicht.
-|I'm not angry at all, just wanted to let you know.
-|No complaints from us.
-|Can't complain.
-|I have nothing to complain about.
-|We never had a single complaint about Dan.
-|Not in the least disappointed.
-|No need to call me back.
-|Nobody hid behind your policy, they just helped.
-|I like your policy of calling before you come.
-|The cancellation policy is fair.
-|They helped with the paperwork for my insurance policy.
-|I was angry at first but Lee put it right within the hour.
-|I was never shouted at.
-|My last plumber was a cowboy, you are not.
-|He turned up at ten to five when I'd been told the morning.
-|A bit expensive, but fine.
-|The waiting room was cold.
-|I will use you again.
-|We'll be back next year.
-|I would not hesitate to recommend you.
-|Cannot fault them.
-|I couldn't be happier.
-|No problem is too small for them.
-|It doesn't leak any more, thank you.
-|The tap no longer drips.
-|He fixed it on the first visit.
-|Please thank Dan for me.
-|Nothing was too much trouble.
-|I was told the price before and it did not change.
-|Took longer than I thought, but they rang me to say so.
-|I never felt rushed.
-|It was not unfriendly.
-|Prices have gone up a lot.
-|Could you open on Sundays?
-|The invoice had the wrong name on it.
-|Not rude, just busy.
-|Without any fuss or excuses.
-|My daughter loved the dog.
-|The last time you came it rained, this time it was sunny.
-|Ich bin überhaupt nicht verärgert.
-|Keine Beschwerden.
-|Beschwerden habe ich keine.
-|Kein Grund zur Klage.
-|Ich kann mich nicht beschweren.
-|Es war nicht unhöflich, nur kurz.
-|Sie brauchen mich nicht anzurufen.
-|Alles bestens, gerne wieder.
-|Wir kommen wieder.
-|Ich kann die Firma nur empfehlen.
-|Der Termin war etwas spät.
-|Anfangs war ich sauer, aber das hat sich schnell geklärt.
-|Die Heizung läuft wieder.
-|Der Hahn tropft nicht mehr.
-|Er war pünktlich und hat alles erklärt.
-|Kein einziges böses Wort.
-|Etwas teuer, aber gut.
-|Das Problem ist gelöst.
-|Meine Mutter war sehr zufrieden.
-|Bitte grüßen Sie Herrn Rowe.
-|Die Sicherheitsvorschriften wurden eingehalten.
"""

FRESH = """
A|Honestly the rudest man I have met in years.
A|We felt like second-class customers and it still makes my blood boil.
A|I am done with you people.
A|This has been a nightmare from start to finish.
A|You should be ashamed.
A|My patience has run out.
A|I shall be taking this further.
A|Daylight robbery.
A|Don't bother, go to the place down the road instead.
A|I'll be posting about this everywhere.
A|After eleven years with you we are off.
A|I have instructed my bank to stop the payment.
A|Absolutely fuming, three hours on hold.
A|Das lasse ich mir nicht bieten.
A|So geht man nicht mit Menschen um.
A|Ich bin maßlos enttäuscht und werde nicht mehr zu Ihnen kommen.
A|Ich habe die Nase gestrichen voll.
A|Ihr seid Betrüger.
A|Wir sind weg, nach zwölf Jahren.
A|Das ist ein Witz, und zwar ein schlechter.
P|He shrugged and said those are the rules.
P|Apparently the computer would not allow it.
P|They hid behind the small print.
P|She quoted policy at me twice.
P|Es hieß nur, die Vorschriften seien nun einmal so.
C|When will somebody ring me?
C|My number is 07700 900214, any evening.
C|I am expecting a call from the owner.
C|Ich hätte gern einen Anruf vom Meister.
C|Rufen Sie mich doch bitte zurück.
U|Charming fellow. The shower is as cold as before.
U|Could not have been nicer, though the leak is back.
U|Everyone was sweet but I am no further.
U|Netter Kerl, aber es ist genauso laut wie vorher.
U|Alles freundlich, gelöst ist leider gar nichts.
-|You could not make me angry if you tried.
-|I have recommended you to the whole street.
-|I did not feel pressured, unlike elsewhere.
-|Please don't change a thing.
-|He refused to take money for the five minutes it took.
-|The solicitor downstairs uses you too.
-|My old boiler was useless, the new one is a joy.
-|I worked as a lawyer and know good paperwork when I see it.
-|She explained the terms and conditions without my asking.
-|I was worried about fraud but your text put me at ease.
-|It hurts less already.
-|The complaint I made last year was taken seriously, thank you.
-|My son is fed up with me praising you.
-|You were right not to fix what was not broken.
-|Sorry to hear that you had to come back twice, the lift was our fault.
-|I will call you in spring about the garden.
-|Der Anwalt im Haus hat Sie empfohlen.
-|Da gibt es nichts zu meckern.
-|Wenn alle so wären, gäbe es weniger Ärger.
-|Ich war sauer auf mich selbst, Sie konnten nichts dafür.
-|Er hat sich entschuldigt, obwohl er nichts dafür konnte.
-|Der neue Wasserhahn funktioniert einwandfrei.
-|Ich rufe im Frühjahr wieder an.
-|Ohne Vertrag und trotzdem zuverlässig.
-|Ich würde nie wieder woanders hingehen.
"""

LATER = """
A|I have been a customer for nine years and this is how you treat me.
A|Very poor attitude from the young man on the desk, I was shocked.
A|I will be going back to the garage in Truro.
A|I regret ever calling you.
A|The engineer was rude and unhelpful.
A|It's a scam, stay away.
A|We will not be renewing.
A|I'm extremely angry that nobody turned up for the third time.
A|Das Verhalten Ihrer Mitarbeiterin war unverschämt.
A|Wir werden uns nach einem anderen Steuerberater umsehen.
A|Ich bin wirklich wütend über diese Behandlung.
A|Nie wieder dieser Friseur.
P|The lady said it was against their policy to come out after four.
P|I was told there is nothing they can do.
P|Die Dame sagte, das sei Vorschrift.
C|Please ring me about the second appointment.
C|I'd like someone to contact me about the damage.
C|Können Sie mich bitte zurückrufen?
C|Bitte melden Sie sich wegen der Rechnung.
U|Friendly service but the heating still isn't working properly.
U|Nice lad, didn't solve it though.
U|Sehr freundlich, leider ist die Maschine immer noch defekt.
-|Everything went smoothly, not a single complaint.
-|The young man was very polite.
-|Thank you for the quick reply.
-|I was not expecting much and was pleasantly surprised.
-|There was nothing rude about it, he was simply in a hurry.
-|It would be nice if you took cards.
-|I had to wait twenty minutes.
-|The car has never run better.
-|You rang when you said you would.
-|Alles gut gelaufen, keine Klagen.
-|Die Wartezeit war etwas lang.
-|Ich komme gerne wieder.
-|Der Preis war höher als gedacht, aber er hat ihn erklärt.
-|Niemand war unfreundlich zu uns.
"""


def later() -> list[tuple[str, str]]:
    """Return the sentences that the lists have never been changed for."""
    return _pairs(LATER)


def fresh() -> list[tuple[str, str]]:
    """Return the sentences that the lists learned from second."""
    return _pairs(FRESH)


def labelled() -> list[tuple[str, str]]:
    """Return each sentence as (letter of its alert or "-", words)."""
    return _pairs(SENTENCES)


def _pairs(text: str) -> list[tuple[str, str]]:
    lines = (line for line in text.strip().splitlines() if line)
    pairs = (line.split("|", 1) for line in lines)
    return [(letter, words) for letter, words in pairs]
