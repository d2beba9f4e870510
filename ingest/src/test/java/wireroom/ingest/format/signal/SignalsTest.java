package wireroom.ingest.format.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Action;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;

class SignalsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    static Words.Builder message() {
        return new Words.Builder(NOON, ZoneId.of("Europe/Vienna")).service("nw");
    }

    private static Optional<Said> body(String text) {
        return Signals.action(message().add("body", Place.BODY, text).build());
    }

    private static Optional<Said> head(String text) {
        return Signals.action(message().add("headline", Place.HEAD, text).build());
    }

    private static List<String> references(Said said) {
        return said.targets().stream().map(Target::getSequenceRef).toList();
    }

    /** Orders as the desks of four languages give them, each with the item that it names. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            Please kill item nw 157.; KILL; nw 157
            Please kill item xyz 157 (Bridge closed after crash).; KILL; xyz 157
            Editors: please kill the story BC-OS--Harbour Fire, V9991. A kill is mandatory.; KILL; V 9991
            Kill nw0157.; KILL; nw 157
            Editors, withdraw the dispatch nw 12 and nw 15, which were sent in error.; KILL; nw 12,nw 15
            The item nw 157 headlined Bridge closed has been withdrawn.; KILL; nw 157
            Northwire hereby retracts the item nw 157.; KILL; nw 157
            Bitte die Meldung nw 157 sofort streichen.; KILL; nw 157
            Achtung Redaktionen: Bitte die Meldung nw 0157 nicht mehr verwenden.; KILL; nw 157
            Wir ziehen die Meldung nw 157 (Brücke gesperrt) zurück.; KILL; nw 157
            Die Meldung nw 157 wird hiermit zurückgezogen.; KILL; nw 157
            Streichen Sie bitte die Meldung nw 157.; KILL; nw 157
            Prière d'annuler la dépêche nw 157.; KILL; nw 157
            La dépêche nw 157 est annulée.; KILL; nw 157
            Rogamos anulen la noticia nw 157.; KILL; nw 157
            La noticia nw 157 queda anulada.; KILL; nw 157
            Please hold item nw 123.; HOLD; nw 123
            Please hold the story nw 123 until further notice.; HOLD; nw 123
            Please do not use item nw 123 pending a legal check.; HOLD; nw 123
            Item nw 123 is on hold.; HOLD; nw 123
            Bitte die Meldung nw 123 vorerst nicht verwenden.; HOLD; nw 123
            Prière de ne pas diffuser la dépêche nw 123.; HOLD; nw 123
            Rogamos no difundan la noticia nw 123.; HOLD; nw 123
            Please release item nw 123.; RELEASE; nw 123
            The hold on item nw 123 has been lifted.; RELEASE; nw 123
            Item nw 123 may now be used.; RELEASE; nw 123
            You may now use item nw 123.; RELEASE; nw 123
            Die Meldung nw 123 ist wieder freigegeben.; RELEASE; nw 123
            Die Meldung nw 123 kann ab sofort verwendet werden.; RELEASE; nw 123
            La dépêche nw 123 peut de nouveau être diffusée.; RELEASE; nw 123
            La noticia nw 123 ya puede ser difundida.; RELEASE; nw 123
            """)
    void aSentenceThatNamesAnItemActsOnIt(String sentence, Action action, String references) {
        Said said = body(sentence).orElseThrow();

        assertThat(said.action()).isEqualTo(action);
        assertThat(references(said)).containsExactly(references.split(","));
        assertThat(said.isNotice()).isTrue();
        assertThat(said.evidence().getKind()).isEqualTo(EvidenceKind.INFERRED);
        assertThat(said.evidence().getRule()).startsWith("body.");
        assertThat(sentence.substring(
                        said.evidence().getStart(), said.evidence().getEnd()))
                .isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            KILL KILL KILL; KILL
            *** KILL KILL; KILL
            BULLETIN KILL; KILL
            MANDATORY KILL; KILL
            KILL; KILL
            KILL: item nw 157; KILL
            Mandatory kill: Bridge closed; KILL
            STORY WITHDRAWN; KILL
            MELDUNG ZURÜCKGEZOGEN; KILL
            Meldung zurückgezogen; KILL
            DÉPÊCHE ANNULÉE; KILL
            NOTICIA ANULADA; KILL
            HOLD HOLD HOLD; HOLD
            HOLD; HOLD
            HOLD - item nw 157; HOLD
            BITTE NICHT VERWENDEN; HOLD
            NE PAS DIFFUSER; HOLD
            NO DIFUNDIR; HOLD
            HOLD LIFTED; RELEASE
            FREIGABE; RELEASE
            RETENUE LEVÉE; RELEASE
            NOTICIA LIBERADA; RELEASE
            CORRECTED; CORRECTION
            CORRECTION: Bridge closed; CORRECTION
            Korrektur: Brücke gesperrt; CORRECTION
            (Berichtigung: Name im zweiten Absatz); CORRECTION
            ANNULE ET REMPLACE; CORRECTION
            RECTIFICATIF; CORRECTION
            CORRECCIÓN; CORRECTION
            """)
    void aMarkAtTheHeadActsOnTheItemThatTheTextNames(String mark, Action action) {
        Said said = Signals.action(message()
                        .add("takeKey", Place.HEAD, mark)
                        .add("edNote", Place.NOTE, "This concerns item nw 157.")
                        .build())
                .orElseThrow();

        assertThat(said.action()).isEqualTo(action);
        assertThat(references(said)).containsExactly("nw 157");
        assertThat(said.evidence().getRule()).startsWith("takeKey.");
        assertThat(said.targets().getFirst().getNewStatus())
                .isEqualTo(
                        switch (action) {
                            case KILL -> PubStatus.CANCELED;
                            case HOLD -> PubStatus.WITHHELD;
                            case RELEASE -> PubStatus.USABLE;
                            default -> null;
                        });
    }

    /** News about killing, holding, releasing and correcting; each was or could be a headline or a first sentence. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kill Bill returns to cinemas after twenty years",
                "Kill switch for phones becomes law",
                "Kill the bill, protesters shout outside parliament",
                "KILL BILL DIRECTOR HONOURED IN CANNES",
                "KILL! KILL! KILL! The musical that nobody wanted",
                "Killed in action: the names of the 12 soldiers",
                "Killing of envoy sparks protests",
                "Mandatory kill switches for chainsaws proposed",
                "Kill notice for 300 badgers upheld by court",
                "Hold the line, minister tells troops",
                "Hold on to your hats: storm Ilse arrives",
                "HOLD FIRE, ENVOY URGES BOTH SIDES",
                "Holding company files for bankruptcy",
                "Hold, please: call centres under strain",
                "Withdrawn: why the singer left the stage for good",
                "Withdrawn from the race, the senator backs a rival",
                "Released: the hostages of Port Salvo are home",
                "Release of the hostages expected on Friday",
                "Released on bail, the mayor speaks",
                "Please kill 300 pigs, the ministry told farmers on Monday.",
                "Please kill bill 157, the senator said to applause.",
                "Withdraw resolution 1701 at once, the envoy demanded.",
                "Delete section 230, he wrote on Monday.",
                "Hold talks by May 2027, the mediators urged.",
                "Hold rates at 225 basis points, analysts advised.",
                "Release 157 prisoners first, the rebels demanded.",
                "Kill the story, the editor shouted, but it was on page 157 by then.",
                "The editor ordered the night desk to kill item nw 157 and went home.",
                "\"Please kill item nw 157,\" the agency had told its clients that night.",
                "\u201CKill item nw 157\u201D, it said on every screen.",
                "``Please kill item nw 157,'' the wire read in 1987.",
                "\u201EBitte die Meldung nw 157 streichen\u201C, hie\u00DF es damals.",
                "\u00AB Pri\u00E8re d'annuler la d\u00E9p\u00EAche nw 157 \u00BB, disait le fil.",
                "> Please kill item nw 157.",
                "In 1987 the agency sent the words please kill item nw 157 to everybody.",
                "A court says the report of 157 deaths was withdrawn.",
                "The report was withdrawn by its authors in May 2024.",
                "Die Meldung wurde von 157 Zeitungen gedruckt und nie zur\u00FCckgezogen.",
                "Zur\u00FCckgezogen: Warum der Filmstar seit 2019 schweigt",
                "Freigabe der Strecke verz\u00F6gert sich bis M\u00E4rz 2027",
                "Freigabe: Was Eltern \u00FCber Medikamente wissen m\u00FCssen",
                "Annulation du concert : 157 spectateurs rembours\u00E9s",
                "Annuler le vote, demande l'opposition",
                "Anulada la multa de 157 millones a la banca",
                "Retener talento, el reto de 157 empresas",
                "Corrections officer held after escape",
                "Correction facility riot ends with 12 hurt",
                "Corrected exams delight pupils",
                "Correctional services seek 157 recruits",
                "Korrekturen am Haushalt gefordert",
                "Rectificatif budg\u00E9taire vot\u00E9 de nuit",
                "Correcci\u00F3n del rumbo econ\u00F3mico en 2027",
                "Item 157 on the agenda was held over until Friday.",
                "Story of 157 held in camps is told at last."
            })
    void newsIsNoOrder(String sentence) {
        assertThat(head(sentence)).as("as a headline").isEmpty();
        assertThat(body(sentence)).as("as a text").isEmpty();
        assertThat(body("Bridge reopens after a year.\n\n" + sentence + "\n\nMore rain is expected."))
                .as("within a text")
                .isEmpty();
        assertThat(Signals.action(message().add("edNote", Place.NOTE, sentence).build()))
                .as("as a note")
                .isEmpty();
    }

    @Test
    void anOrderInALongTextIsNews() {
        String sentence = "Please kill item nw 157.";
        String text = sentence + "\n\n" + "The harbour was quiet that night. ".repeat(60);

        assertThat(body(text)).isEmpty();
        assertThat(Signals.action(
                        message().add("body", Place.BODY, text).alarmed(true).build()))
                .as("unless the message rings")
                .isPresent();
    }

    @Test
    void aMarkThatNamesNobodyWaitsForAPerson() {
        Said said = head("KILL KILL KILL").orElseThrow();

        assertThat(said.action()).isEqualTo(Action.ADVISORY);
        assertThat(said.pubStatus()).isEqualTo(PubStatus.WITHHELD);
        assertThat(said.evidence().getRule()).isEqualTo("headline.kill-mark-without-target");
        assertThat(said.targets()).isEmpty();
    }

    @Test
    void aMarkWithoutNumberMeansTheSlugline() {
        Said said = Signals.action(message()
                        .add("takeKey", Place.HEAD, "HOLD HOLD HOLD")
                        .slugline("Harbour/Fire")
                        .build())
                .orElseThrow();

        assertThat(said.targets()).singleElement().satisfies(target -> {
            assertThat(target.getSlugline()).isEqualTo("Harbour/Fire");
            assertThat(target.getRelation()).isEqualTo("holds");
            assertThat(target.getNewStatus()).isEqualTo(PubStatus.WITHHELD);
        });
    }

    @Test
    void itsOwnNumberIsNobodysTarget() {
        Said said = Signals.action(message()
                        .own(wireroom.article.SequenceRef.of("nw", 160))
                        .add("takeKey", Place.HEAD, "KILL KILL")
                        .add("body", Place.BODY, "Please kill item nw 157.\n\nnw 160")
                        .build())
                .orElseThrow();

        assertThat(references(said)).containsExactly("nw 157");
    }

    @Test
    void aMandatoryKillWithoutNumberMeansTheSluglineOfABulletin() {
        Words.Builder words = message()
                .slugline("BC-OS--Harbour Fire")
                .add("body", Place.BODY, "The facts cannot be confirmed. A kill is mandatory.");

        assertThat(Signals.action(words.build())).isEmpty();
        assertThat(Signals.action(words.alarmed(true).build())).hasValueSatisfying(said -> {
            assertThat(said.action()).isEqualTo(Action.KILL);
            assertThat(said.targets()).extracting(Target::getSlugline).containsExactly("BC-OS--Harbour Fire");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Corrects spelling of name in para 3.",
                "CORRECTS age of the mayor to 57.",
                "Eds: Updates with quotes, CORRECTS spelling of Halvorsen.",
                "Refiles to correct the dateline.",
                "Read 57 instead of 75 in the second paragraph.",
                "Berichtigt wird im zweiten Absatz das Alter.",
                "Korrigiert: im dritten Absatz der Name.",
                "Corrige l'\u00E2ge du maire au deuxi\u00E8me paragraphe.",
                "Bien lire 57 au lieu de 75.",
                "Corrige la edad del alcalde."
            })
    void aNoteSaysWhatIsCorrected(String note) {
        assertThat(Signals.action(message().add("edNote", Place.NOTE, note).build()))
                .hasValueSatisfying(said -> assertThat(said.action()).isEqualTo(Action.CORRECTION));
        assertThat(body(note)).as("in a text it is news").isEmpty();
    }
}
