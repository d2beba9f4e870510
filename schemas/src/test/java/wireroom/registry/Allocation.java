package wireroom.registry;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that code allocates on this thread, as HotSpot counts them. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 2_000;
    private static final int CALLS = 2_000;

    private Allocation() {}

    static long during(Runnable code) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        code.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Mean over many calls after a warm-up. */
    static long perCall(Runnable code) {
        for (int i = 0; i < WARM_UP; i++) {
            code.run();
        }
        return during(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        code.run();
                    }
                })
                / CALLS;
    }
}
