package wireroom.ingest.format.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.EvidenceKind;

/** Messages of Friday 20 November 2026, 12:00 GMT, from a desk in Vienna. */
class EmbargoTest {

    private static Embargo in(String field, Place place, String text) {
        return Signals.embargo(SignalsTest.message().add(field, place, text).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            EMBARGOED UNTIL 0001 GMT SATURDAY NOVEMBER 21; 2026-11-21T00:01:00Z
            Embargoed to 0001 Saturday November 21; 2026-11-20T23:01:00Z
            EMBARGO: 21 November 2026, 18:00 CET; 2026-11-21T17:00:00Z
            EMBARGO 2026-11-21 06:00 GMT; 2026-11-21T06:00:00Z
            Embargoed until 6 p.m. EST Monday; 2026-11-23T23:00:00Z
            Embargoed until 6:30 a.m. ET, Nov. 23; 2026-11-23T11:30:00Z
            Embargoed until 1800 GMT; 2026-11-20T18:00:00Z
            Embargoed until 1100 GMT; 2026-11-21T11:00:00Z
            Not for publication before 00.01 hrs Sunday 22 November; 2026-11-21T23:01:00Z
            For release Sunday, Nov. 22, and thereafter; 2026-11-21T23:00:00Z
            FOR RELEASE AT 10 A.M. EST MONDAY; 2026-11-23T15:00:00Z
            Sperrfrist: 20. November 2026, 18.00 Uhr; 2026-11-20T17:00:00Z
            Sperrfrist 21.11.2026 06:00; 2026-11-21T05:00:00Z
            Sperrfrist: Montag, 6.00 Uhr; 2026-11-23T05:00:00Z
            Sperrfrist 18 Uhr; 2026-11-20T17:00:00Z
            Achtung: Sperrfrist bis 21.11., 10.30 Uhr; 2026-11-21T09:30:00Z
            Frei ab 18.00 Uhr; 2026-11-20T17:00:00Z
            Sous embargo jusqu'au 21 novembre \u00E0 18h00; 2026-11-21T17:00:00Z
            Embargo : samedi 21 novembre, 6 heures; 2026-11-21T05:00:00Z
            Embargado hasta el 21 de noviembre a las 18:00; 2026-11-21T17:00:00Z
            Embargoed until noon GMT Monday; 2026-11-23T12:00:00Z
            """)
    void endsWhenTheWordsAreClear(String words, Instant until) {
        for (Place place : Place.values()) {
            Embargo embargo = in("x", place, words);

            assertThat(embargo.getKind()).as("%s: %s", place, words).isEqualTo(EmbargoKind.UNTIL);
            assertThat(embargo.getUntil()).as("%s: %s", place, words).isEqualTo(until);
            assertThat(embargo.getEvidence().getKind()).isEqualTo(EvidenceKind.INFERRED);
            assertThat(words.substring(
                            embargo.getEvidence().getStart(),
                            embargo.getEvidence().getEnd()))
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EMBARGO",
                "EMBARGOED",
                "Embargoed until further notice",
                "Embargoed until the end of the vote",
                "Embargoed until Friday September 9",
                "Embargoed until 0001 Monday November 21",
                "Embargoed until 2030",
                "Embargoed until midnight",
                "Embargoed until 18:00 on 31 February",
                "Embargoed until 6 p.m. on 20 November 2041",
                "Sperrfrist: Redebeginn",
                "SPERRFRIST",
                "Sous embargo jusqu'au discours",
                "Embargado hasta nuevo aviso",
                "Hold for release",
                "Not for publication before the speech is delivered"
            })
    void isOpenWhenItsEndIsInDoubt(String words) {
        assertThat(in("takeKey", Place.HEAD, words).getKind()).isEqualTo(EmbargoKind.OPEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Embargo on Cuba enters its seventh decade",
                "EMBARGO ON OIL HITS FARMERS",
                "EMBARGO HITS FARMERS, MINISTER SAYS",
                "Oil embargo until 2030 agreed in Brussels",
                "Embargo against Norvik lifted after talks",
                "EMBARGO LIFTED",
                "Embargoed oil seized off Port Salvo",
                "Arms embargo to be debated on Monday at 18:00",
                "For release of the hostages, 157 walked to the capital",
                "Released for the first time since 1987",
                "Sperrfrist f\u00FCr Jagd auf W\u00F6lfe endet im M\u00E4rz",
                "Frei ab Werk: Was Autok\u00E4ufer wissen sollten",
                "Frei f\u00FCr alle: der Park am Fluss",
                "L'embargo p\u00E9trolier divise les Vingt-Sept",
                "El embargo a Cuba cumple seis d\u00E9cadas",
                "No embargo on grain, says the ministry",
                "Keine Sperrfrist mehr f\u00FCr Bankdaten",
                "Not for sale before Christmas: the toy that everybody wants"
            })
    void aTradeEmbargoIsNews(String headline) {
        assertThat(in("headline", Place.HEAD, headline).getKind()).isEqualTo(EmbargoKind.NONE);
        assertThat(in("body", Place.BODY, headline).getKind()).isEqualTo(EmbargoKind.NONE);
    }

    @Test
    void countsInTheFirstLinesOfATextOnly() {
        String order = "EMBARGOED UNTIL 1800 GMT";

        assertThat(in("body", Place.BODY, "Port Salvo\n" + order + "\n\nThe vote.")
                        .getKind())
                .isEqualTo(EmbargoKind.UNTIL);
        assertThat(in("body", Place.BODY, "One.\n\nTwo.\n\nThree.\n\nFour.\n\n" + order)
                        .getKind())
                .isEqualTo(EmbargoKind.NONE);
    }

    @Test
    void countsWithinANoteToEditors() {
        assertThat(in("edNote", Place.NOTE, "With pictures. The report is embargoed until 1800 GMT.")
                        .getKind())
                .isEqualTo(EmbargoKind.UNTIL);
        assertThat(in("edNote", Place.NOTE, "The embargo has been lifted; use at will.")
                        .getKind())
                .isEqualTo(EmbargoKind.NONE);
    }

    @Test
    void countsInBracketsAtTheHead() {
        assertThat(in("headline", Place.HEAD, "Museum opens its vault (Sperrfrist 18.00 Uhr)")
                        .getKind())
                .isEqualTo(EmbargoKind.UNTIL);
    }
}
