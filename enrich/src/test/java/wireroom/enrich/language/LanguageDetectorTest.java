package wireroom.enrich.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageDetectorTest {
    private final LanguageDetector detector = new LanguageDetector();

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
        assertThat(detector.detect(text, null)).isEqualTo(language);
    }

    @Test
    void believesTheClaimWhenTheTextIsShort() {
        assertThat(detector.detect("Lima", "es")).isEqualTo("es");
        assertThat(detector.detect("14:30", "fr-CA")).isEqualTo("fr");
        assertThat(detector.detect(null, "nb-NO")).isEqualTo("no");
    }

    @Test
    void believesTheTextWhenItIsLong() {
        assertThat(detector.detect(
                        "The council of the harbour town voted on Monday to rebuild the old quay before winter.", "de"))
                .isEqualTo("en");
    }

    @Test
    void believesAClaimThatItHasNoProfileFor() {
        assertThat(detector.detect("Kanseri ya mji iliamua kujenga upya gati ya zamani", "rw"))
                .isEqualTo("rw");
    }

    @Test
    void readsCapitalsLikeSmallLetters() {
        assertThat(detector.detect("DER RAT DER HAFENSTADT HAT DEN ALTEN KAI ERNEUERT", null))
                .isEqualTo("de");
    }

    @Test
    void saysNothingWhenNothingDecides() {
        assertThat(detector.detect("", null)).isNull();
        assertThat(detector.detect("12 + 30", "und")).isNull();
        assertThat(detector.detect(null, "not a tag")).isNull();
    }
}
