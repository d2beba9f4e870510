package wireroom.enrich.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageDetectorTest {
    private static final LanguageDetector DETECTOR = new LanguageDetector();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | The council of the harbour town voted on Monday to rebuild the old quay.",
                "de | Der Rat der Hafenstadt hat am Montag beschlossen, den alten Kai zu erneuern.",
                "fr | Le conseil de la ville portuaire a décidé lundi de reconstruire le vieux quai.",
                "es | El consejo de la ciudad decidió el lunes reconstruir el viejo muelle del puerto.",
                "pt | O conselho da cidade decidiu na segunda-feira reconstruir o velho cais do porto.",
                "it | Il consiglio della città ha deciso lunedì di ricostruire il vecchio molo del porto.",
                "nl | De raad van de havenstad heeft maandag besloten de oude kade te herbouwen.",
                "sv | Hamnstadens råd beslutade på måndagen att bygga om den gamla kajen.",
                "pl | Rada miasta postanowiła w poniedziałek odbudować stare nabrzeże portowe.",
                "tr | Liman kentinin meclisi pazartesi günü eski rıhtımı yenilemeye karar verdi.",
                "fi | Satamakaupungin valtuusto päätti maanantaina rakentaa vanhan laiturin uudelleen.",
                "hu | A kikötőváros tanácsa hétfőn úgy döntött, hogy újjáépíti a régi rakpartot.",
                "ru | Совет портового города решил в понедельник восстановить старую набережную.",
                "uk | Рада портового міста вирішила в понеділок відбудувати стару набережну.",
                "ar | قرر مجلس المدينة يوم الاثنين إعادة بناء الرصيف القديم قبل الشتاء",
                "fa | شورای شهر روز دوشنبه تصمیم گرفت اسکله قدیمی را بازسازی کند",
                "hi | नगर परिषद ने सोमवार को पुराने घाट को फिर से बनाने का फैसला किया",
                "el | Το συμβούλιο αποφάσισε τη Δευτέρα να ξαναχτίσει την προβλήτα.",
                "he | מועצת העיר החליטה ביום שני לבנות מחדש את הרציף הישן",
                "th | สภาเมืองมีมติสร้างท่าเรือเก่าใหม่",
                "ja | 市議会は月曜日、古い埠頭を再建することを決めた。",
                "zh | 市议会周一决定在冬季前重建旧码头。",
                "ko | 시의회는 월요일에 낡은 부두를 다시 짓기로 했다."
            })
    void tellsTheLanguageOfASentence(String language, String text) {
        assertThat(DETECTOR.detect(text, null)).isEqualTo(language);
    }

    @Test
    void believesTheClaimWhenTheTextIsShort() {
        assertThat(DETECTOR.detect("Lima", "es")).isEqualTo("es");
        assertThat(DETECTOR.detect("14:30", "fr-CA")).isEqualTo("fr");
        assertThat(DETECTOR.detect(null, "nb-NO")).isEqualTo("no");
    }

    @Test
    void believesTheTextWhenItIsLong() {
        assertThat(DETECTOR.detect(
                        "The council of the harbour town voted on Monday to rebuild the old quay before winter.", "de"))
                .isEqualTo("en");
    }

    @Test
    void believesAClaimThatItHasNoProfileFor() {
        assertThat(DETECTOR.detect("Kanseri ya mji iliamua kujenga upya gati ya zamani", "rw"))
                .isEqualTo("rw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pt | O governo disse que não haverá novas eleições este ano.",
                "gl | O goberno dixo que non haberá novas eleccións este ano, segundo a Xunta.",
                "nl | De regering zei dat er dit jaar geen nieuwe verkiezingen komen.",
                "af | Die regering het gesê dat daar nie hierdie jaar nuwe verkiesings sal wees nie.",
                "ca | El govern va dir que no hi haurà noves eleccions aquest any.",
                "da | Regeringen siger, at der ikke kommer noget nyt valg i år.",
                "no | Regjeringen sier at det ikke blir noe nytt valg i år.",
                "cs | Vláda řekla, že letos nebudou žádné nové volby.",
                "sk | Vláda povedala, že tento rok nebudú žiadne nové voľby.",
                "hr | Vlada je rekla da ove godine neće biti novih izbora.",
                "sl | Vlada je povedala, da letos ne bo novih volitev.",
                "bg | Правителството заяви, че тази година няма да има нови избори.",
                "mk | Владата рече дека годинава нема да има нови избори.",
                "sr | Влада је рекла да ове године неће бити нових избора.",
                "be | Урад заявіў, што ў гэтым годзе новых выбараў не будзе.",
                "sw | Serikali ilisema kwamba hakutakuwa na uchaguzi mpya mwaka huu.",
                "mt | Il-gvern qal li din is-sena mhux se jkun hemm elezzjonijiet ġodda."
            })
    void tellsNeighboursApart(String language, String text) {
        assertThat(DETECTOR.detect(text, null)).isEqualTo(language);
    }

    @Test
    void readsALongTextInSeveralPlaces() {
        String preamble = "Bitte beachten Sie die Sperrfrist und die Hinweise der Redaktion am Ende dieser Meldung. ";
        String news = "The council of the harbour town voted on Monday to rebuild the old quay before winter. ";
        assertThat(DETECTOR.detect(preamble + news.repeat(30), null)).isEqualTo("en");
        assertThat(DETECTOR.detect(news.repeat(30) + preamble, null)).isEqualTo("en");
    }

    @Test
    void namesInLatinLettersDoNotHideTheScript() {
        assertThat(DETECTOR.detect("Компания Harbour Bridge купила склад в порту Northern Quay", null))
                .isEqualTo("ru");
    }

    @Test
    void punctuationAndWhiteSpaceChangeNothing() {
        String plain = "Der Rat der Hafenstadt hat am Montag beschlossen den alten Kai zu erneuern";
        assertThat(DETECTOR.detect("  \n\t" + plain.replace(" ", " ... \n"), null))
                .isEqualTo("de");
    }

    @Test
    @Timeout(20)
    void readsAMegabyteWithoutASpace() {
        assertThat(DETECTOR.detect("x".repeat(1 << 20), null)).isNotNull();
        assertThat(DETECTOR.detect("市".repeat(1 << 20), null)).isEqualTo("zh");
        assertThat(DETECTOR.detect("\uD83D".repeat(1 << 20), null)).isNull();
    }

    @Test
    void readsCapitalsLikeSmallLetters() {
        assertThat(DETECTOR.detect("DER RAT DER HAFENSTADT HAT DEN ALTEN KAI ERNEUERT", null))
                .isEqualTo("de");
    }

    @Test
    void saysNothingWhenNothingDecides() {
        assertThat(DETECTOR.detect("", null)).isNull();
        assertThat(DETECTOR.detect("12 + 30", "und")).isNull();
        assertThat(DETECTOR.detect(null, "not a tag")).isNull();
    }
}
