package wireroom.app.evaluate;

import java.nio.file.Path;

/** A labelled file is not what it should be: where, what is wrong, what is expected. */
public final class MalformedFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param line from 1
     * @param what is wrong and what was expected
     */
    public MalformedFile(Path file, long line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
