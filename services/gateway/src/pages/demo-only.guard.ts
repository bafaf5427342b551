import { Injectable, type CanActivate } from '@nestjs/common';
import { GatewaySettings } from '../gateway-settings';
import { Problem } from '../problems/problem';

/** Outside a demonstration the address does not exist. */
@Injectable()
export class DemoOnly implements CanActivate {
  constructor(private readonly settings: GatewaySettings) {}

  canActivate(): boolean {
    if (!this.settings.demo) throw new Problem('NOT_FOUND');
    return true;
  }
}
