export { notificationsForOperators, notificationsService } from './notifications.service';
export { openNotificationsDatabase } from './notifications-database';
