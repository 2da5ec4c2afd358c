// process.env.NOT_THIS
import Stripe from "stripe";
export const stripe = new Stripe(process.env.STRIPE_KEY!);
const { SENTRY_DSN, NODE_ENV } = process.env;
const url = `https://${process.env.API_HOST}/pay`;
const flag = process.env[`FLAG_${name}`];
if (process.env.NODE_ENV === "test") process.env.TZ = "UTC";
