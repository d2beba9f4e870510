package wireroom.app.cli;

import java.util.function.Consumer;
import wireroom.app.log.TopicLog.Unreadable;

/** Records that a verb could not read: each is named on stderr, the rest is shown, and the exit code tells. */
final class PassedBy implements Consumer<Unreadable> {
    /** More are only counted: a topic with other bytes in it has thousands. */
    private static final int NAMED = 20;

    private final Console console;
    private long count;

    PassedBy(Console console) {
        this.console = console;
    }

    @Override
    public void accept(Unreadable record) {
        count++;
        if (count <= NAMED) {
            console.err().println(console.red("wireroom: ") + record + "; it is passed by");
        }
    }

    /**
     * To be asked at the end.
     *
     * @param otherwise the code when everything could be read
     */
    int exit(int otherwise) {
        if (count == 0) {
            return otherwise;
        }
        console.err()
                .println(console.red("wireroom: ") + count + (count == 1 ? " record" : " records")
                        + " could not be read; find who wrote there, and do not rely on what is shown to be all");
        return Exit.FAILURE;
    }
}
