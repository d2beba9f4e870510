package wireroom.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A recogniser of names that ours is measured beside. Found on the class path by {@link java.util.ServiceLoader}, so that
 * the build neither needs nor fetches any: the Maven profile {@code against} brings those we know.
 */
public interface Contender {
    /** A recogniser that is ready. */
    interface Engine {
        /**
         * Reads a text.
         *
         * @param sentences words as ours has them
         * @return tokens that are in a name
         */
        int read(String[][] sentences);
    }

    /** Key of its figures. */
    String name();

    /**
     * Loads or trains the engine.
     *
     * @param train file of tokens and labels to train on, as {@code wireroom train entities} reads; null for none
     * @return null when the engine cannot run without {@code train}
     */
    Engine ready(Path train) throws IOException;
}
