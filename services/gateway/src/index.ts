export { gatewayService } from './gateway.service';
export { gatewayForOperators } from './operators/gateway-for-operators';
export { openGatewayDatabase } from './gateway-database';
