export const key = import.meta.env.VITE_SUPABASE_ANON_KEY;
