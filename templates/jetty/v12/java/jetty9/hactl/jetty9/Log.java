package hactl.jetty9;

import hactl.ha.Says;
import org.eclipse.jetty.util.log.Logger;

/** The log of the server. */
final class Log implements Says {
    private final Logger log = org.eclipse.jetty.util.log.Log.getLogger("hactl.ha");

    @Override
    public void info(String text) {
        log.info(text);
    }

    @Override
    public void warn(String text) {
        log.warn(text);
    }
}
