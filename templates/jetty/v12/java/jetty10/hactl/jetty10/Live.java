package hactl.jetty10;

import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.session.Session;
import org.eclipse.jetty.server.session.SessionData;
import org.eclipse.jetty.server.session.SessionHandler;

/** A session in use here. */
final class Live extends Session {
    Live(SessionHandler handler, HttpServletRequest request, SessionData data) {
        super(handler, request, data);
    }

    Live(SessionHandler handler, SessionData data) {
        super(handler, data);
    }

    Data data() {
        return (Data) _sessionData;
    }

    /** One more request uses it. */
    void enter() {
        use();
    }
}
