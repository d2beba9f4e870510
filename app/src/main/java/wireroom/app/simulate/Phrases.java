package wireroom.app.simulate;

import java.util.List;
import java.util.Map;

/**
 * Words of the generated wires, our own. A sentence has slots: {@code P} person, {@code L} place, {@code O}
 * organisation, {@code N} number, each between braces.
 *
 * @param language BCP 47
 * @param leads first sentences: what happened
 * @param sentences what is said about it
 */
record Phrases(String language, List<String> leads, List<String> sentences) {
    static final List<String> PEOPLE = List.of(
            "Ada Lindqvist",
            "Tomas Okafor",
            "Marie Duval",
            "Jonas Weber",
            "Lucia Ferrer",
            "Kenji Morita",
            "Amina Diallo",
            "Peter Novak",
            "Sofia Rossi",
            "David Mensah",
            "Elena Petrova",
            "Carlos Ibarra",
            "Hanna Schulz",
            "Omar Haddad",
            "Grace Mwangi",
            "Liam Byrne",
            "Noor Rahman",
            "Ines Carvalho");
    static final List<String> PLACES = List.of(
            "Lima",
            "Oslo",
            "Nairobi",
            "Lyon",
            "Hamburg",
            "Osaka",
            "Toronto",
            "Valencia",
            "Krakow",
            "Auckland",
            "Accra",
            "Montevideo",
            "Geneva",
            "Jakarta",
            "Rabat",
            "Denver",
            "Leeds",
            "Porto");
    static final List<String> ORGANISATIONS = List.of(
            "Northern Rail",
            "Meridian Bank",
            "the Port Authority",
            "Halden Energy",
            "United Growers",
            "the Central Bank",
            "Aurora Airlines",
            "the Health Ministry",
            "Castell Motors",
            "the Teachers Union",
            "Bluewater Shipping",
            "the Supreme Court",
            "Orion Telecom",
            "the Red Cross");

    /** What holds sentences together, by language. */
    static final Map<String, List<String>> SMALL_WORDS = Map.of(
            "en",
            List.of(
                    "the", "of", "and", "to", "in", "was", "for", "that", "with", "on", "by", "from", "at", "which",
                    "had"),
            "de",
            List.of(
                    "der", "die", "und", "das", "von", "mit", "ist", "den", "auf", "nicht", "für", "sich", "bei",
                    "war"),
            "fr",
            List.of("le", "la", "les", "et", "des", "dans", "que", "pour", "une", "sur", "avec", "est", "par", "qui"),
            "es",
            List.of("el", "la", "los", "de", "y", "que", "en", "para", "una", "con", "por", "las", "del", "fue"));

    static final List<Phrases> ALL = List.of(
            new Phrases(
                    "en",
                    List.of(
                            "A strong earthquake shook {L} early on Tuesday, damaging {N} homes.",
                            "{O} said it will cut {N} jobs in {L} after a weak quarter.",
                            "Voters in {L} elected {P} as mayor with {N} percent of the ballots.",
                            "Floods forced {N} people out of their homes near {L}.",
                            "{P} won the {L} marathon, beating {N} other runners.",
                            "The parliament in {L} passed a budget of {N} million on Thursday."),
                    List.of(
                            "\"We did not expect this,\" {P} told reporters in {L}.",
                            "Officials of {O} declined to comment on the report.",
                            "The figure was {N} percent higher than a year before.",
                            "{P}, who leads {O}, called for calm and for more money.",
                            "Witnesses in {L} said that the streets were quiet in the evening.",
                            "An investigation was opened, and {N} people were heard.",
                            "Analysts had expected about {N} million, according to {O}.",
                            "Schools and offices in {L} stayed closed for a second day.",
                            "The agreement with {O} runs for {N} years and covers the whole region.",
                            "Rescue teams from {L} worked through the night, {P} said.",
                            "Shares of {O} fell {N} percent in early trading.",
                            "A court in {L} will hear the case against {P} next month.")),
            new Phrases(
                    "de",
                    List.of(
                            "Ein starkes Erdbeben hat am Dienstag {L} getroffen und {N} Häuser beschädigt.",
                            "{O} streicht nach einem schwachen Quartal {N} Stellen in {L}.",
                            "Die Stadt {L} hat {P} mit {N} Prozent der Stimmen ins Rathaus gewählt."),
                    List.of(
                            "„Damit hat niemand gerechnet“, sagte {P} vor der Presse in {L}.",
                            "Der Wert lag um {N} Prozent über dem des Vorjahres.",
                            "{P} leitet {O} seit drei Jahren und bat um Geduld.",
                            "In {L} blieben Schulen und Ämter auch am Mittwoch geschlossen.",
                            "Nach Angaben von {O} sind rund {N} Menschen betroffen.",
                            "Die Ermittlungen dauern an, {N} Zeugen wurden befragt.",
                            "Ein Gericht in {L} verhandelt im nächsten Monat gegen {P}.")),
            new Phrases(
                    "fr",
                    List.of(
                            "Un fort séisme a secoué {L} mardi et endommagé {N} maisons.",
                            "{O} va supprimer {N} emplois à {L} après un trimestre difficile.",
                            "Les électeurs de {L} ont choisi {P} avec {N} pour cent des voix."),
                    List.of(
                            "« Personne ne s'y attendait », a dit {P} à la presse à {L}.",
                            "Le chiffre dépasse de {N} pour cent celui de l'an dernier.",
                            "{P}, qui dirige {O}, a appelé au calme.",
                            "À {L}, les écoles sont restées fermées pour la deuxième journée.",
                            "Selon {O}, environ {N} personnes sont concernées.",
                            "Une enquête a été ouverte et {N} témoins ont été entendus.",
                            "Un tribunal de {L} jugera {P} le mois prochain.")),
            new Phrases(
                    "es",
                    List.of(
                            "Un fuerte terremoto sacudió {L} el martes y dañó {N} casas.",
                            "{O} suprimirá {N} empleos en {L} tras un trimestre débil.",
                            "Los votantes de {L} eligieron a {P} con el {N} por ciento."),
                    List.of(
                            "«Nadie lo esperaba», dijo {P} a la prensa en {L}.",
                            "La cifra supera en un {N} por ciento la del año anterior.",
                            "{P}, que dirige {O}, pidió calma a los vecinos.",
                            "En {L} las escuelas siguieron cerradas por segundo día.",
                            "Según {O}, unas {N} personas están afectadas.",
                            "Se abrió una investigación y declararon {N} testigos.",
                            "Un tribunal de {L} juzgará a {P} el mes que viene.")));
}
