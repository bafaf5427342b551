export { notificationsForOperators, notificationsService } from './notifications.service';
