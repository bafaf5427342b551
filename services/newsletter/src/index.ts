export { newsletterService } from './newsletter.service';
export { openNewsletterDatabase } from './newsletter-database';
