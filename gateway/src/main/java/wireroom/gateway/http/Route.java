package wireroom.gateway.http;

import java.util.List;

/**
 * A path and what answers there.
 *
 * @param path segments; {@code *} stands for any one
 * @param handler answers
 */
public record Route(List<String> path, Handler handler) {
    public Route {
        path = List.copyOf(path);
    }

    /** @param path e.g. {@code /api/articles/*} */
    public static Route of(String path, Handler handler) {
        return new Route(
                java.util.Arrays.stream(path.split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .toList(),
                handler);
    }

    /** Answers a call. */
    @FunctionalInterface
    public interface Handler {
        /** The answer; null when the handler has sent a stream by itself, see {@link Call#open}. */
        Answer answer(Call call) throws java.io.IOException, InterruptedException;
    }

    boolean matches(List<String> called) {
        if (called.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals("*") && !path.get(i).equals(called.get(i))) {
                return false;
            }
        }
        return true;
    }
}
