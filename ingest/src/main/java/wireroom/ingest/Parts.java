package wireroom.ingest;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Publishes the parts of a document in their order, and ends its reading when one of them failed. */
final class Parts implements Consumer<Intake.Taken> {
    private final Function<Intake.Taken, CompletableFuture<Void>> publish;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Parts(Function<Intake.Taken, CompletableFuture<Void>> publish) {
        this.publish = publish;
    }

    @Override
    public void accept(Intake.Taken part) {
        if (last.isCompletedExceptionally()) {
            last.join();
        }
        last = publish.apply(part);
    }
}
