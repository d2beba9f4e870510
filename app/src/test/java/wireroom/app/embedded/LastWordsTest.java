package wireroom.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that gives up says why, whatever has happened to its disk. */
class LastWordsTest {
    @TempDir
    Path folder;

    @Test
    void saysThatTheFolderIsGone() {
        assertThat(EmbeddedKafka.lastWords(folder.resolve("deleted"), "log dir failed"))
                .contains("(log dir failed)", "deleted is gone", "start again");
    }

    @Test
    void saysWhereToLookOtherwise() {
        assertThat(EmbeddedKafka.lastWords(folder, null)).contains("gave up", "start again");
    }
}
