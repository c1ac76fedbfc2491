package app;

import SERVLET.http.HttpServlet;
import SERVLET.http.HttpServletRequest;
import SERVLET.http.HttpServletResponse;
import SERVLET.http.HttpSession;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** A page of 10 kB that does nothing but, if told so, fetch the cart in its session, or change it. */
public class Cart extends HttpServlet {
    private static final byte[] PAGE = new byte[10240];

    /** An article. */
    static class Item implements Serializable {
        final String name;
        int count;
        double price;
        final Date when = new Date();

        Item(int number) {
            name = "an article with number " + number;
            count = number;
            price = number * 1.1;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    protected void doGet(HttpServletRequest request, HttpServletResponse answer) throws IOException {
        HttpSession session = request.getSession();
        String what = request.getParameter("do");
        if (what.startsWith("make")) {
            List<Item> cart = new ArrayList<Item>();
            for (int i = 0; i < Integer.parseInt(what.substring(4)); i++) {
                cart.add(new Item(i));
            }
            session.setAttribute("cart", cart);
            session.setAttribute("user", "ada");
        } else if ("fetch".equals(what)) {
            session.getAttribute("cart");
        } else if ("change".equals(what)) {
            List<Item> cart = (List<Item>) session.getAttribute("cart");
            cart.get(0).count++;
            if (request.getParameter("set") != null) {
                session.setAttribute("cart", cart);
            }
        } else {
            session.getAttribute("user");
        }
        answer.setContentType("text/plain");
        answer.setContentLength(PAGE.length);
        answer.getOutputStream().write(PAGE);
    }
}
