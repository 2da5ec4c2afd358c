/* process.env.COMMENTED */
const stripe = new Stripe(process.env.STRIPE_KEY!); // not process.env.THIS
const there = process.env.VERCEL_URL ?? `localhost:${process.env.PORT}`;
if (import.meta.env.DEV) process.env.SET_HERE = "1";
